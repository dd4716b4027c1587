"""What lasts of the broker's link: what is wanted, when to call again, which version of MQTT is spoken, why it is down.

A connection goes down → connecting → syncing → up, and back to down; each is an object of its own (connection.py).
"""

import logging
import random
import secrets
import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from ...message import Message, Outgoing
from ...vocabulary import Moment
from ..retry import Retry
from .client import KEEPS_NOTHING, NOT_FOLLOWED, NOT_SO_SURELY, Client, Version
from .connection import Connection
from .dial import Address, Dial
from .intake import Intake
from .options import Counts, MqttOptions
from .spoken import Spoken
from .wanted import Wanted

log = logging.getLogger(__name__)

LinkState = Literal["down", "connecting", "syncing", "up"]
DIAL_S = 12.0  # name, TCP and TLS together
NOT_FOLLOWED_OFTEN = 2


class MqttLink:
    """Never raises for what a broker or network does; ``problem`` says why it is down. now: stamps what is heard.

    not_let_in: why the broker refuses the connection itself, as long as that is its last word.
    """

    def __init__(self, options: MqttOptions, now: Callable[[], Moment], jitter: Callable[[], float] = random.random) -> None:
        self.problem = "not connected yet"
        self.not_let_in = ""
        self.counts = Counts()
        self.client_id = options.client_id or f"attune-{secrets.token_hex(4)}"
        self._options, self._now = options, now
        self._address = Address(options.host, options.port, options.tls)
        self._wanted = Wanted(f"{options.base_topic}/sync/{_as_level(self.client_id)}")
        self._spoken = Spoken()
        self._retry = Retry(options.connects_per_minute, jitter)
        self._is_wanted = False
        self._version: Version = "3.1.1" if options.protocol == "3.1.1" else "5"
        self._not_followed = 0  # connections in MQTT 5 that ended because paho could not follow the broker
        self._is_guess = False  # 3.1.1 is tried because MQTT 5 got no answer; the broker may only have been dying
        self._dial: Dial | None = None
        self._connection: Connection | None = None
        self._until = 0.0  # the call must be over by then, monotonic
        self._was: LinkState = "down"  # when it was looked at last
        self._had_one = False  # it has been let in before

    # What the loop asks

    @property
    def state(self) -> LinkState:
        if self._connection is not None:
            return self._connection.state
        return "down" if self._dial is None else "connecting"

    @property
    def protocol(self) -> Version:
        return self._version

    @property
    def refusals(self) -> Mapping[str, str]:
        """What is to be heard and is not: filter → why, in the broker's words or in ours."""
        return self._wanted.refusals

    @property
    def unsaid(self) -> Mapping[str, str]:
        """What is said and not passed on, as far as the broker tells: topic → why, in its words."""
        return dict(self._spoken.refused)

    @property
    def has_more(self) -> bool:
        """on_readable() stopped at its limit: call it again without waiting."""
        return self._connection is not None and self._connection.has_more

    def socket(self) -> socket.socket | None:
        """What to wait on for reading; it changes with every connection."""
        if self._dial is not None:
            return self._dial.waiting
        return None if self._connection is None else self._connection.socket

    def wants_write(self) -> bool:
        return self._connection is not None and self._connection.wants_write

    @property
    def deadline(self) -> float | None:
        """Monotonic time by which tick() is due; None when there is nothing to do."""
        if not self._is_wanted:
            return None
        if self._dial is not None:
            return self._until
        return self._retry.at if self._connection is None else self._connection.deadline

    # What the loop does

    def connect(self) -> None:
        """From now on the link connects, and again after every loss. Returns at once."""
        self._is_wanted = True
        self.tick()

    def close(self, farewell: Outgoing | None = None) -> None:
        """Says the last words, disconnects cleanly (so no will) and stays down. Waits a second at most."""
        self._is_wanted = False
        if self._dial is not None:
            self._dial.give_up()
            self._dial = None
        if self._connection is not None:
            self._connection.close(farewell)
            self._connection = None
        self._was, self.problem = "down", "closed"

    def on_readable(self) -> list[Message]:
        """What was heard, in order, stamped right after it was read. Also drives connecting and subscribing."""
        if self._dial is not None:
            self._pick_up()
        if self._connection is None:
            return []
        heard = self._connection.hear()
        self._look()
        return heard

    def on_writable(self) -> None:
        """Sends what waited; a command that waited too long is dropped."""
        if self._connection is not None:
            self._connection.write()
            self._look()

    def tick(self) -> None:
        """Whatever is due by now: calling the broker, giving up on one that is silent, the ping."""
        if not self._is_wanted:
            return
        if self._connection is not None:
            self._connection.tick()
            self._look()
        elif self._dial is not None:
            self._pick_up()
        elif (now := self._now().mono) >= self._retry.at:
            self._until = now + DIAL_S
            self._dial = Dial(self._address)

    def publish(self, outgoing: Outgoing) -> bool:
        """Writes to the socket at once. False, and counted, when the link is not up, it is too large, or too much waits."""
        if self._connection is None:
            self.counts.refused += 1
            return False
        is_taken = self._connection.publish(outgoing)
        self._look()
        return is_taken

    def publish_all(self, several: Sequence[Outgoing]) -> list[bool]:
        """As publish() of each in order, with one write of the socket for them all."""
        if self._connection is None:
            return [self.publish(outgoing) for outgoing in several]
        taken = self._connection.publish_all(several)
        self._look()
        return taken

    def subscribe(self, filters: Iterable[str]) -> dict[str, str]:
        """The wanted filters, all of them; the difference is applied now, or on the next connection.

        Returns the filters that are not asked for, each with why: broken ones, and those that name no topic at all (``#``).
        What the broker refused before is asked for again.
        """
        refused = self._wanted.use(filters)
        if self._connection is not None:
            self._connection.subscribe()
            self._look()
        return refused

    def say_anew(self) -> None:
        """What is said where has changed: what the broker refuses of it is to be found out again."""
        self._spoken.refused.clear()

    # Connecting

    def _pick_up(self) -> None:
        """Once the call is over: speak MQTT on it, or try again later."""
        dial, now = self._dial, self._now().mono
        if dial is None:
            return
        if not dial.is_over:
            if now >= self._until:
                dial.give_up()
                self._dial = None
                self._failed(f"no connection to {self._address.host}:{self._address.port} within {DIAL_S:g} s", now)
            return
        self._dial = None
        found = dial.taken()
        if found is None:
            self._failed(dial.problem, now)
            return
        self._retry.connected(now)
        intake = Intake(found, self._options.packet_limit)
        client = Client(intake, self._options, self.client_id, self._version)
        self._connection = Connection(intake, client, self._options, self._wanted, self._spoken, self.counts, self._now)
        self._was = "connecting"
        self._look()

    def _look(self) -> None:
        """What has become of the connection."""
        connection = self._connection
        if connection is None:
            return
        state = connection.state
        if state != self._was:
            if self._was == "connecting":
                self._let_in()
            if state == "up":
                self.problem = ""
            self._was = state
        if connection.ended:
            self._over(connection)

    def _let_in(self) -> None:
        if self._had_one:
            self.counts.reconnects += 1
        self._had_one, self.not_let_in = True, ""
        log.info("connected to %s:%d with MQTT %s", self._address.host, self._address.port, self._version)

    def _over(self, connection: Connection) -> None:
        """Whoever ended it."""
        connection.drop()
        self._connection, self._was = None, "down"
        now, greeted = self._now().mono, connection.greeted
        is_older = self._options.protocol == "auto" and self._version == "5" and greeted is not None and greeted.is_older
        if is_older:
            log.info("the broker does not speak MQTT 5; falling back to 3.1.1")
            self._version, self._is_guess = "3.1.1", False
        elif self._options.protocol == "auto" and self._version == "5" and connection.ended == NOT_FOLLOWED:
            # Mosquitto answers a message over its message_size_limit with a code that MQTT 5 has not for that.
            self._not_followed += 1
            if self._not_followed >= NOT_FOLLOWED_OFTEN:
                log.info("what the broker says in MQTT 5 cannot be followed; falling back to 3.1.1")
                self._version, self._is_guess = "3.1.1", False
        elif self._options.protocol == "auto" and (self._is_guess or greeted is None):
            # Some brokers close without a word when they hear CONNECT of MQTT 5.
            self._is_guess = self._version == "5"
            self._version = "3.1.1" if self._is_guess else "5"
        if connection.state == "connecting":
            is_will = not is_older and greeted is not None and self._asks_less_of_it(greeted.code)
            self._failed("the broker speaks another version of MQTT" if is_older else connection.ended, now)
            if is_older or is_will:
                self._retry.lost(now)
            elif greeted is not None:
                self.not_let_in = greeted.refusal
        else:
            if connection.ended != self.problem:
                log.warning("the broker is lost: %s", connection.ended)
            self.problem = connection.ended
            self._retry.lost(now)

    def _asks_less_of_it(self, code: int) -> bool:
        """Whether the broker refused us for our will alone: from now on it is one that it takes."""
        will = self._options.will
        if will is not None and code == KEEPS_NOTHING and will.retain:
            will = replace(will, retain=False)
        elif will is not None and code == NOT_SO_SURELY and will.qos:
            will = replace(will, qos=0)
        else:
            return False
        self._options = replace(self._options, will=will)
        return True

    def _failed(self, problem: str, now: float) -> None:
        if problem != self.problem:
            log.warning("no broker: %s", problem)
        self.problem, self.not_let_in = problem, ""
        self._retry.failed(now)


def _as_level(client_id: str) -> str:
    """A client id as one level of a topic."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in client_id)
