"""The hub as it runs: the broker's link, the loop, and what the other threads leave in the inbox, joined to one Step."""

import contextlib
import gc
import logging
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from devices.errors import BadPayload
from devices.family import family_for
from devices.home_assistant.told import Told
from devices.home_assistant.topics import is_ours
from devices.message import Message, Outgoing
from devices.text import shown
from devices.vocabulary import DeviceId, Moment, OccupantId, Role, RoomId, Settings

from .api.answers import Answers
from .api.console import Request
from .api.follow import Follower, Followers
from .api.orders import obey, orders
from .clock import Clock
from .config import Config, ConfigError
from .errors import StoreFailed
from .home.catalogue import Catalogue, FindFamily
from .home_assistant.board import Board
from .house import House
from .jobs.child_job import ChildJob
from .jobs.daily_jobs import Upkeep
from .jobs.page_process import PageTrouble
from .jobs.timers import Tick
from .learning.waking import Waking
from .links.home_assistant import HomeAssistant
from .links.players import Players
from .loop.broker_link import BrokerLink, says
from .loop.inbox import Inbox
from .loop.loop import Loop
from .loop.memory import give_back
from .sending.outbox import Ports
from .standing import Standing
from .steps.clock_doubt import look_at_the_clock
from .steps.disk import Disk
from .steps.refusals import Refusals
from .steps.step import Step
from .steps.vigil import Vigil, nobody
from .store import Store

log = logging.getLogger(__name__)

BROKEN = MappingProxyType({"error": "something went wrong in the hub; its log says what", "code": "bug"})
_WRONG = "the edited configuration is wrong and was not taken; the last good one stays"
_KNOWN_TOPICS = 20_000  # whose urgency is remembered; past it the memory starts afresh


class Daemon:
    """Everything that lives on the loop's thread. The wiring makes the parts and hands them in.

    prepares: whether what may be asked for next is worked out before: learners, evidence, screens. False where time is
    made up, so that nobody waits, asks why, or looks at a screen.
    """

    def __init__(
        self,
        config: Config,
        store: Store,
        link: BrokerLink,
        inbox: Inbox,
        clock: Clock,
        players: Players,
        children: Mapping[str, ChildJob] = MappingProxyType({}),
        vigil: Vigil | None = None,
        prepares: bool = True,
        families: FindFamily = family_for,
    ) -> None:
        """vigil: how it is seen that the hub lives; None: by nobody. families: which speaks for a word of the file."""
        self.store, self.link, self.inbox, self.clock, self.players = store, link, inbox, clock, players
        self._vigil = vigil or nobody()
        self.home_assistant = HomeAssistant(inbox.put, clock.now, self._vigil.workers)
        self._ports = Ports(
            link.publish, players.send, link.subscribe, self.home_assistant.call, link.publish_all, lambda: link.state == "up"
        )
        self._upkeep = Upkeep(store, clock, children)
        self._was_up, self._said_of_link = False, set[str]()
        self._prepares = prepares
        self._refusals = Refusals()
        self._disk = Disk(store)
        self._waking = Waking()
        self._urgent: dict[str, bool] = {}  # by topic, of the devices there are now
        self._asked: dict[DeviceId, bool] = {}  # whether it was announced when it was asked how it is
        standing = Standing.read(store, config.rooms, clock.now(), self._upkeep.priors())
        standing.catalogue, standing.recording.notes_ticks = Catalogue((), Settings(), find=families), not prepares
        self.step = Step(House(config, store, self._ports, standing))
        self.step.reporting.explains = self.step.never_heard.looks = self.step.noticing.in_pieces = prepares
        self._vigil.begin(store, self.step.reporting, clock.now())
        self._board = Board(self.step.current, link.publish, self._is_in_home_assistant, self.home_assistant.born)
        self.step.personal_data.on_forgotten = self._board.forgotten
        self._followers = Followers()
        self.answers = Answers(self.step, is_running=True, link=self._link_says)
        self.loop = Loop(
            link,
            inbox,
            clock,
            self.on_message,
            self.on_value,
            self.on_tick,
            self._next_deadline,
            self.on_link,
            self._is_urgent,
        )
        self._set_up()

    @property
    def house(self) -> House:
        """The one that counts now."""
        return self.step.house

    def run(self) -> None:
        """Until ``loop.stop()``; then says offline and closes the link."""
        self.store.checkpoint_aside()
        self.link.connect()
        gc.collect()
        give_back()
        gc.freeze()  # what is there now stays: later collections have little to look at
        gc.set_threshold(10_000, 20, 20)  # and seldom come in the middle of a decision, which leaves no cycles anyway
        self.loop.run()
        self.close()

    def close(self) -> None:
        self.home_assistant.stop()
        self._followers.close()
        self.step.reporting.explain_all()
        self.step.noticing.keep(self.clock.now())
        self.step.recorder.write(self.clock.now())
        self.link.close(Outgoing(self.house.topics.status, b"offline", retain=True, qos=1))

    # The loop's four callbacks

    def on_message(self, message: Message) -> None:
        """Raises BadPayload, which the loop counts."""
        if is_ours(message.topic):
            raise BadPayload(message.topic, message.payload, "no broker may speak for Home Assistant")
        self._take(message)

    def _take(self, message: Message) -> None:
        topic = message.topic
        order = self._orders.get(topic)
        if order is not None:
            if not message.retain:  # a leftover
                obey(order, message, self.step)
        elif self._board.hear(message) or self._vigil.hears(message):
            return
        elif self.house.catalogue.is_announcement(topic):
            if self.house.catalogue.announce(message, has_time=self.link.state == "up"):
                self._devices_changed()
            if self.house.catalogue.speakers(topic):
                self.step.hear(message)  # what told that it is there told how it is, too
        else:
            self.step.hear(message)

    def on_value(self, value: object) -> None:
        is_long = isinstance(value, Request | Config | Tick)
        with self._vigil.long_work() if is_long else contextlib.nullcontext():
            self._take_value(value)

    def _take_value(self, value: object) -> None:
        match value:
            case Request():
                said: Mapping[str, Any] = BROKEN  # whoever asks is told so as well where answering fails
                try:
                    # Asking may change the house (pause, forget): the answer comes after it is done.
                    said = self.answers.answer(value.command, value.arguments, self.clock.now())
                finally:
                    value.reply(said)
            case PageTrouble():
                self.step.reporting.problem(value.words)
            case Follower():
                self._followers.add(value, self.step.reporting.changes)
            case Config():
                was_wrong = self.step.reporting.is_over(_WRONG)
                self._reload(value)
                if was_wrong:
                    self.step.reporting.tell("the edited configuration is right again")
            case ConfigError():
                self.step.reporting.is_over(_WRONG)  # what was wrong before it was edited again
                self.step.reporting.problem(shown(f"{_WRONG}: {value}", 1500))
            case Message():
                self._take(value)  # from Home Assistant's link
            case Told():
                if value.problem:
                    self.step.reporting.problem(value.problem)
                self.step.reporting.show(self.clock.now())  # whether the link is up is part of the hub's health
            case Tick():
                self._upkeep.due(value, self.house, self.step.reporting.problem)
            case _:
                self.step.take(value, self.clock.now())  # type: ignore[arg-type]  # events of a link of its own

    def on_tick(self, now: Moment) -> None:
        look_at_the_clock(self.step.reporting, now)
        self._vigil.tick(self.step.reporting, self.link.state == "up", now)
        self._refusals.look(self.link, self.step.reporting, self.step.carry_out, self._orders, now)
        if self._disk.look(self.step.reporting, now):
            self._begin_again(now)
        for note in self._upkeep.notes():
            self.step.reporting.problem(note)
        if self._prepares:
            if self.link.state == "up":
                self._waking.tick(self.house.shelf, now)
            self.step.preparing.tick(now)
        self.step.tick(now)
        self._followers.tick(self.step.reporting.changes, now.mono)
        if self._upkeep.poll(self.step.reporting.problem):
            self.house.use_priors(self._upkeep.priors())
        if self._prepares and self.link.state == "up" and self._board.tick(now, self.step.reporting.changed):
            self.step.reporting.changed = None  # what changes from here on is shown the next time
        if self.house.catalogue.long_lists.read_on():  # last: it may raise
            self._devices_changed()

    def _next_deadline(self) -> float | None:
        """Monotonic. What is done in pieces goes on at once, and after whatever has come in meanwhile."""
        is_showing = self._board.is_busy and self.link.state == "up"
        if self._refusals.is_news(self.link) or is_showing or self.house.catalogue.long_lists.is_busy:
            return 0.0
        told = self._followers.deadline(self.step.reporting.changes)
        times = [self.step.next_deadline(), told]
        if self._prepares:
            soon = self.step.preparing.next_deadline(), self._waking.next_deadline(self.house.shelf)
            times += [*soon, self.step.recorder.next_deadline()]
        return min((at for at in times if at is not None), default=None)

    def on_link(self, state: str, now: Moment) -> None:
        words = f"broker: {state}" + (f" ({self.link.problem})" if state == "down" and self.link.problem else "")
        is_news = state != "connecting" and words not in self._said_of_link  # one that is away is called every five seconds
        log.log(logging.INFO if is_news else logging.DEBUG, "%s", words)
        self._said_of_link = {words, *(self._said_of_link if state != "up" else ())}
        self._vigil.link(state, self.link.problem)
        self.step.reporting.changes.note(now.mono, "house")
        if state == "up":
            house = self.house
            if self._was_up:
                house.readings.unsettle(house.catalogue.carried(), now)
            self._was_up = True
            house.attribution.forget()
            self.link.publish(Outgoing(house.topics.pause, b"ON" if house.paused else b"OFF", retain=True))
            for occupant in house.config.occupants:
                self.step.reporting.tell_learning(occupant)
                self.step.reporting.tell_place(occupant)
            self.step.link(True, now)
            self.link.publish(Outgoing(house.topics.status, b"online", retain=True, qos=1))
            self.step.reporting.say_unsaid()
            self._board.begin_all(now)
            self._asked.clear()
            self._ask()
        elif state == "down":
            self.house.confirmations.drop_all()
            self.step.link(False, now)
            self.step.carry_out.drop_later()

    # Inside

    def _set_up(self) -> None:
        self._orders = orders(self.house.config, self.house.topics)
        self._devices_changed()

    def _devices_changed(self) -> None:
        self._urgent.clear()
        self.house.announced()
        # What it does not ask for is among its refusals.
        self.link.subscribe((*self._orders, *self._vigil.topics(), *self._board.filters(), *self.house.catalogue.topics()))
        self._ask()
        self.players.use(self.house.catalogue.devices.values())
        self.home_assistant.use(self.house.config, self.house.catalogue.entities())

    def _ask(self) -> None:
        """What retains nothing is asked how it is, once it is known who it is and that its answer is heard."""
        if self.link.state != "up":
            return
        catalogue = self.house.catalogue
        for device in catalogue.references():
            is_known = device in catalogue.devices
            if self._asked.get(device) != is_known:
                self._asked[device] = is_known
                questions = catalogue.asks(device)
                self.house.outbox.tells(questions, [device])
                for outgoing in questions:
                    self.link.publish(outgoing)

    def _is_urgent(self, topic: str) -> bool:
        """Presence and residents' orders go first in a storm."""
        found = self._urgent.get(topic)
        if found is None:
            if len(self._urgent) >= _KNOWN_TOPICS:
                self._urgent.clear()
            speakers = self.house.catalogue.speakers(topic)
            is_own = topic in self._orders or topic in self._vigil.topics()
            found = self._urgent[topic] = is_own or any(d.role is Role.TRACKER for d in speakers)
        return found

    def _is_in_home_assistant(self) -> bool | None:
        said = self.home_assistant.says()
        return None if said is None else said["state"] == "up"

    def _link_says(self) -> Mapping[str, Any]:
        return {**says(self.link, self.loop.complaints.bad), "home_assistant": self.home_assistant.says()}

    def _begin_again(self, now: Moment) -> None:
        """The database can be read that could not be at the start."""
        standing, config = self.house.standing, self.house.config
        try:
            standing.remember(Standing.read(self.store, config.rooms, now, self._upkeep.priors()))
            self._use(config)
        except StoreFailed as error:
            self.step.reporting.store_failed(error)
        self.link.publish(Outgoing(self.house.topics.pause, b"ON" if self.house.paused else b"OFF", retain=True))

    def _reload(self, config: Config) -> None:
        """The new configuration, whole: what is true of the old house moves over."""
        before = self.house.config
        if config.storage.path != before.storage.path or config.mqtt != before.mqtt:
            self.step.reporting.problem(
                "storage and mqtt are read at the start only: restart the hub for that part of the new configuration"
            )
            config = replace(config, storage=before.storage, mqtt=before.mqtt)
        try:
            self._use(config)
        except StoreFailed as error:
            self.step.reporting.problem(f"the edited configuration could not be taken: {error}")
            return
        log.info("the edited configuration is in use")

    def _use(self, config: Config) -> None:
        """A new house, whatever is the same of it. Raises StoreFailed, and then the old one stands."""
        before = self.house.config
        house = House(config, self.store, self._ports, self.house.standing)
        for occupant in set(before.occupants) - set(config.occupants):
            for topic in house.topics.of_occupant(OccupantId(occupant)):
                self.link.publish(Outgoing(topic, b"", retain=True))
        for room in set(before.rooms) - set(config.rooms):
            for topic in house.topics.of_room(RoomId(room)):
                self.link.publish(Outgoing(topic, b"", retain=True))
        self.step.use(house)
        self.step.reporting.changes.note(0.0, "all")
        self._set_up()
        self.link.say_anew()
        self._refusals.look(self.link, self.step.reporting, self.step.carry_out, self._orders, self.clock.now())
        self._refusals.show(self.step.reporting, self._orders)
        for occupant in config.occupants:
            self.step.reporting.tell_learning(occupant)
        if self.link.state == "up":
            self._board.show(self.clock.now())
