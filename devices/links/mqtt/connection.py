"""One connection to the broker, from CONNECT to its end: reads, sends, notices that it is over. Thrown away then, and with it
all that waited to be sent: nothing of an outage is ever sent afterwards.

In the flow: bytes → Message; Outgoing → bytes.
"""

import logging
import select
import socket
import time
from collections.abc import Callable, Sequence
from typing import Literal, assert_never

from ...message import Message, Outgoing
from ...text import shown
from ...vocabulary import Moment
from .client import Acknowledged, Client, Ended, Granted, Greeted
from .intake import Intake
from .options import Counts, MqttOptions
from .sending import Sending
from .spoken import Spoken
from .syncing import Syncing
from .wanted import Wanted

log = logging.getLogger(__name__)

GREET_S = 5.0  # for CONNACK
READ_AT_ONCE = 1024 * 1024  # bytes per hear(), so that a flood cannot keep the loop from deciding
MISC_S = 1.0
NAMED = 5  # filters in a sentence


class Connection:
    """now: stamps what is heard. Never raises for what a broker or network does: ``ended`` says why it is over, once it is.

    has_more: hear() stopped at its limit: call it again without waiting. greeted: the broker's answer to CONNECT.
    """

    def __init__(
        self,
        intake: Intake,
        client: Client,
        options: MqttOptions,
        wanted: Wanted,
        spoken: Spoken,
        counts: Counts,
        now: Callable[[], Moment],
    ) -> None:
        self.has_more = False
        self.ended = ""
        self.greeted: Greeted | None = None
        self._intake, self._client, self._options, self._wanted = intake, client, options, wanted
        self._counts, self._now = counts, now
        self._sending = Sending(client, options, spoken, counts, now)
        self._syncing: Syncing | None = None
        self._begun_at = self._heard_at = self._misc_at = now().mono
        client.greet()
        self._check()

    @property
    def state(self) -> Literal["connecting", "syncing", "up"]:
        if self._syncing is None:
            return "connecting"
        return "up" if self._syncing.is_done else "syncing"

    @property
    def socket(self) -> socket.socket | None:
        return self._intake.socket if self._client.is_open else None

    @property
    def wants_write(self) -> bool:
        return self._sending.waiting > 0 or self._client.want_write() or self._intake.has_unsent

    @property
    def deadline(self) -> float:
        """Monotonic time by which tick() is due."""
        due = self._misc_at + MISC_S
        if self._syncing is None:
            return min(due, self._begun_at + GREET_S)
        return due if self._syncing.is_done else min(due, self._syncing.step_by(self._heard_at))

    # Hearing

    def hear(self) -> list[Message]:
        """What was heard, in order, stamped right after it was read. Also drives greeting and subscribing."""
        heard: list[Message] = []
        intake, taken = self._intake, 0
        while not self.ended:
            came = intake.fill()
            moment = self._now()
            if came:
                self._heard_at = moment.mono
            self._client.read()
            if intake.thrown_away:
                self._throw_away()
            self._pass_on(moment, heard)
            self._act(moment.mono)
            taken += came
            self.has_more = intake.may_have_more and taken >= READ_AT_ONCE
            if not intake.may_have_more or self.has_more:
                break
        self._counts.received += len(heard)
        return heard

    def _throw_away(self) -> None:
        log.warning("a message of over %d bytes was thrown away", self._options.packet_limit)
        self._counts.oversized += self._intake.thrown_away
        self._counts.dropped += self._intake.thrown_away
        self._intake.thrown_away = 0

    def _pass_on(self, moment: Moment, heard: list[Message]) -> None:
        is_kept = self.state != "up"
        for message in self._client.heard:
            try:
                topic = message.topic
            except UnicodeDecodeError:
                self._counts.dropped += 1
                continue
            if topic == self._wanted.marker:
                if self._syncing is not None:
                    self._syncing.came_back(bytes(message.payload), moment.mono)
                    is_kept = not self._syncing.is_done
                continue
            heard.append(Message(topic, bytes(message.payload), moment, message.retain or is_kept))
        self._client.heard.clear()

    def _act(self, now: float) -> None:
        """On what the broker answered."""
        told = self._client.told
        while told:
            match told.popleft():
                case Greeted() as greeted:
                    self.greeted = greeted
                    if greeted.refusal:
                        self._end(f"the broker refuses: {greeted.refusal}")
                        return
                    self._client.most_qos, self._client.keeps = greeted.most_qos, greeted.keeps
                    self._client.largest = greeted.largest
                    self._syncing = Syncing(self._client, self._wanted, self._counts, now)
                case Granted() as granted:
                    if self._syncing is not None:
                        self._syncing.granted(granted, now)
                case Acknowledged(number, refusal):
                    self._sending.answered(number, refusal, now)
                case Ended() as ended:
                    self._hung_up(ended)
                    return
                case other:
                    assert_never(other)
        self._check()

    # Sending

    def publish(self, outgoing: Outgoing) -> bool:
        """As Sending.publish(); False when it is not up."""
        return self._said([outgoing])[0]

    def publish_all(self, several: Sequence[Outgoing]) -> list[bool]:
        """As publish() of each in order, with one write of the socket for them all."""
        if len(several) < 2:
            return self._said(several)
        self._intake.gather()
        try:
            return self._said(several)
        finally:
            self._intake.let_go()

    def _said(self, several: Sequence[Outgoing]) -> list[bool]:
        if self.ended or self.state != "up":
            self._counts.refused += len(several)
            return [False] * len(several)
        taken = [self._sending.publish(outgoing) for outgoing in several]
        self._check()
        return taken

    def write(self) -> None:
        """Sends what waited."""
        self._intake.let_go()
        self._sending.write()
        self._check()

    def subscribe(self) -> None:
        """What is wanted has changed."""
        if self._syncing is not None:
            self._syncing.wants(self._now().mono)
            self._check()

    # Its end

    def tick(self) -> None:
        """Whatever is due by now: the ping, giving up on a broker that is silent."""
        now = self._now().mono
        if now - self._misc_at >= MISC_S:
            self._misc_at = now
            self._client.loop_misc()
        self._check()
        if self.ended:
            return
        quiet_s = now - self._heard_at
        if self._syncing is None:
            if now >= self._begun_at + GREET_S:
                self._end(f"no answer to CONNECT within {GREET_S:g} s")
        elif problem := self._syncing.tick(now, self._heard_at):
            self._end(problem)
        elif quiet_s > 1.5 * self._client.keepalive:
            self._end(f"nothing heard for {quiet_s:.0f} s")

    def close(self, farewell: Outgoing | None) -> None:
        """Says the last words and disconnects cleanly, so no will is told. Waits a second at most."""
        if self._client.is_open:
            if self._syncing is not None:
                if farewell is not None:
                    self._client.say(farewell)
                self._flush(1.0)
                self._intake.is_gentle = True
                self._client.disconnect()
                self._flush(0.5)
            self._intake.close()
        self._end("closed")

    def drop(self) -> None:
        """It is over: lets go of the socket, and of what waited."""
        self._counts.dropped_outgoing += self._sending.waiting
        self._intake.close()

    def _check(self) -> None:
        if not self._client.is_open:
            self._hung_up(next((one for one in self._client.told if isinstance(one, Ended)), Ended("")))

    def _hung_up(self, ended: Ended) -> None:
        """By the broker or the network. Some brokers refuse a subscription so: without a word."""
        quiet_s = self._now().mono - self._heard_at
        silence = f"nothing heard for {quiet_s:.0f} s" if quiet_s >= self._client.keepalive else ""
        why = ended.why or self._intake.why_over or silence or "the connection ended"
        asked = [shown(pattern, 60) for pattern in self._syncing.asked] if self.state == "syncing" and self._syncing else []
        more = f" and {len(asked) - NAMED} more" if len(asked) > NAMED else ""
        self._end(f"{why}, when asked for {', '.join(asked[:NAMED])}{more}" if asked else why)

    def _end(self, why: str) -> None:
        """Whoever ended it; the first word counts."""
        self.ended = self.ended or why

    def _flush(self, seconds: float) -> None:
        """Waits until everything is written, for so long at most."""
        until = time.monotonic() + seconds
        while (self._client.want_write() or self._intake.has_unsent) and self._client.is_open:
            left = until - time.monotonic()
            if left <= 0:
                return
            try:
                _, writable, _ = select.select([], [self._intake.socket], [], left)
            except (OSError, ValueError):
                return
            if not writable:
                return
            self._intake.let_go()
            if not self._client.write():
                return
