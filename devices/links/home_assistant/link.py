"""Home Assistant, listened to and told, in threads of its own: whatever it does, the broker's loop never waits for it.

One thread listens and begins anew when the connection breaks; one tells what waits. Both only leave values with ``put``:
messages for the catalogue, and ``Told`` about the link itself. Calls are perishable: none is kept for a later connection.
"""

import contextlib
import logging
import queue
import random
import threading
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

from devices.errors import LinkDown
from devices.home_assistant.calls import completed, entities_of, read_call
from devices.home_assistant.origin import ChangeContext, Origins
from devices.home_assistant.release import met
from devices.home_assistant.told import NO_ADMINISTRATOR, Told
from devices.home_assistant.topics import ENTITY
from devices.home_assistant.watched import Watched
from devices.message import Outgoing
from devices.text import shown
from devices.vocabulary import Moment

from ..retry import Retry
from .conversation import SUPERVISOR, Conversation, Refused, WrongToken, refusal

log = logging.getLogger(__name__)

QUIET_S = 10.0  # after so long without a word Home Assistant is asked whether it is there; after twice that it is gone
SIGN_EVERY_S = 3.0  # while it waits
LOOKS, CONNECT_LOOKS = 4, 12  # of four seconds, in which a thread need not be heard of: QUIET_S; a name service's half minute
STALE_S = 5.0  # a call older than this is not made any more
STOP_S = 1.5  # for each of the two threads, once they have been told to end
WAITING = 100  # calls that may wait
FIRST_S, LONGEST_S = 1.0, 60.0  # between two attempts
CONNECTS_PER_MINUTE = 15  # made after one that broke
REFUSED_S = 600.0  # a wrong token is not tried again and again: Home Assistant bans addresses that do
MISSING_S = 30.0  # entities not there so long after the connection are told of: integrations take their time to start


class HomeAssistantLink:
    """put: from its threads, takes Message and Told. now: the clock. Every method may be called from any thread."""

    def __init__(self, url: str, token: str, put: Callable[[object], object], now: Callable[[], Moment]) -> None:
        self.url, self._token, self._put, self._now = url, token, put, now
        self.state = "down"
        self.problem = ""
        self.dropped = 0
        self._entities: tuple[str, ...] = ()
        self._watched = Watched()
        self._conversation: Conversation | None = None
        self._origins = Origins("")
        self._calls: dict[int, tuple[str, str]] = {}  # frame's id → service, entity
        self._waiting: queue.Queue[tuple[Outgoing, float] | None] = queue.Queue(WAITING)
        self._subscription = 0
        self._events: dict[int, str] = {}  # frame's id → the kind of event it brings
        self.signs: tuple[Callable[[int], object], ...] = (lambda _looks: None,) * 2  # of the two threads, while they live
        self._is_stopping = threading.Event()
        self._again = threading.Event()  # the wanted entities changed, or it stops: no use in waiting longer
        self._threads = [
            threading.Thread(target=self._listen, name="home-assistant", daemon=True),
            threading.Thread(target=self._tell, name="home-assistant-tell", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Joins. Who waits to be let in by a Home Assistant that does not answer is left behind; it ends by its time limit."""
        self._is_stopping.set()
        self._again.set()
        self._close()
        with contextlib.suppress(queue.Full):  # full: it looks at the flag after each
            self._waiting.put_nowait(None)
        for thread in self._threads:
            if thread.is_alive():
                thread.join(STOP_S)

    def watch(self, entities: Iterable[str]) -> None:
        """These entities from now on. A change begins a new connection, which tells each of them whole."""
        wanted = tuple(sorted(set(entities)))
        if wanted != self._entities:
            self._entities = wanted
            self._again.set()
            self._close()

    def hurry(self) -> None:
        """Home Assistant has just said elsewhere that it is there: no waiting for the next attempt."""
        if self.state != "up":
            self._again.set()

    def send(self, outgoing: Sequence[Outgoing]) -> bool:
        """Leaves calls to be made, in order; False when Home Assistant is not connected or too many wait."""
        if self.state != "up" or self._waiting.qsize() + len(outgoing) > WAITING:
            return False
        since = self._now().mono
        for one in outgoing:
            self._waiting.put_nowait((one, since))
        return bool(outgoing)

    # Listening

    def _listen(self) -> None:
        retry = Retry(CONNECTS_PER_MINUTE, random.random, FIRST_S, LONGEST_S)
        while not self._is_stopping.is_set():
            self._again.clear()
            begun_at: float | None = None
            try:
                self.signs[0](CONNECT_LOOKS)
                with Conversation(self.url, self._token, QUIET_S) as conversation:
                    if self._is_stopping.is_set():
                        return
                    self._conversation, wanted = conversation, self._entities
                    self._begin(conversation, wanted)
                    begun_at = self._now().mono
                    self._attend(conversation, wanted)
            except WrongToken as error:
                retry.refused(self._now().mono, REFUSED_S)
                self._lost(str(error))
            except (LinkDown, Refused) as error:
                _broke(retry, begun_at, self._now().mono)
                self._lost(str(error))
            except Exception as error:  # the edge of the thread: whatever it says, it is tried again
                log.exception("the link to Home Assistant failed")
                _broke(retry, begun_at, self._now().mono)
                self._lost(shown(f"{type(error).__name__}: {error}", 160))
            if self._is_hurried(retry.at):
                retry.afresh()

    def _is_hurried(self, at: float) -> bool:
        """Waits for the next attempt; whether there is reason to make it at once."""
        while (left := at - self._now().mono) > 0.0:
            self.signs[0](LOOKS)
            if self._again.wait(min(left, SIGN_EVERY_S)):
                return True
        return self._again.is_set()

    def _begin(self, conversation: Conversation, wanted: tuple[str, ...]) -> None:
        """Who the hub is there, what unit it speaks in, and then every event in the order it happens."""
        user = conversation.ask("auth/current_user")
        config = conversation.ask("get_config")
        config = config if isinstance(config, dict) else {}
        units, version = config.get("unit_system"), str(config.get("version", ""))
        self._watched.temperature_unit = str(units.get("temperature", "°C")) if isinstance(units, dict) else "°C"
        sees_calls = True
        self._events = {}
        for kind in ("call_service", "automation_triggered"):
            number = conversation.order("subscribe_events", event_type=kind)
            try:
                conversation.answer(number, f"the event {kind}")
                self._events[number] = kind
            except Refused as error:
                if error.code != "unauthorized":
                    raise
                sees_calls = False
        is_shared = urlsplit(self.url).hostname == SUPERVISOR  # other add-ons, such as Node-RED, come by the same account
        self._origins = Origins(str(user.get("id", "")) if isinstance(user, dict) else "", sees_calls, is_shared)
        self._calls.clear()
        if wanted:
            self._subscription = conversation.order("subscribe_entities", entity_ids=list(wanted))
            conversation.answer(self._subscription, "the states")
        if wanted == self._entities:
            self._again.clear()  # who was told to hurry meanwhile is there already
        self.state, self.problem = "up", ""
        words = "" if sees_calls else NO_ADMINISTRATOR
        self.problem = words
        log.info("connected at %s: %s", shown(self.url, 120), met(version))
        self._put(Told(True, words))

    def _attend(self, conversation: Conversation, wanted: tuple[str, ...]) -> None:
        was_quiet = is_complete = False
        since = self._now().mono
        while not self._is_stopping.is_set() and wanted == self._entities:
            self.signs[0](LOOKS)
            frame = conversation.next()
            if frame is None:
                if was_quiet:
                    raise LinkDown("Home Assistant", f"{shown(self.url, 120)} does not answer any more")
                conversation.order("ping")
            was_quiet = frame is None
            if frame is not None:
                self._heard(frame)
            if not is_complete and self._now().mono - since > MISSING_S:
                is_complete = True
                self._miss()

    def _heard(self, frame: dict[str, object]) -> None:
        when, number = self._now(), frame.get("id")
        event = frame.get("event")
        if not isinstance(number, int):
            return
        if frame.get("type") == "result":
            self._answered(number, frame, when)
        elif not isinstance(event, dict):
            return
        elif number == self._subscription:
            for message in self._watched.take(event, self._origins, when):
                self._put(message)
                if message.topic.startswith(ENTITY) and not message.payload:
                    entity = message.topic.removeprefix(ENTITY)
                    self._put(Told(True, f"{entity} is not in Home Assistant any more: was it renamed there, or removed?"))
        elif self._events.get(number) == "automation_triggered":
            self._origins.triggered(ChangeContext.read(event.get("context")), when.mono)
        elif self._events.get(number) == "call_service":
            self._called(event, when)

    def _called(self, event: dict[str, object], when: Moment) -> None:
        told = event.get("data")
        data = told if isinstance(told, dict) else {}
        service = f"{data.get('domain')}.{data.get('service')}"
        fields = data.get("service_data")
        fields = fields if isinstance(fields, dict) else {}
        is_program = self._origins.called(service, fields, ChangeContext.read(event.get("context")), when.mono)
        for message in self._watched.ordered(service, fields, entities_of(fields), is_program, when):
            self._put(message)

    def _answered(self, number: int, frame: dict[str, object], when: Moment) -> None:
        call = self._calls.pop(number, None)
        if call is None:
            return
        if not frame.get("success"):
            service, entity = call
            problem = f"{entity}: {refusal(service, dict(frame))}"
            self._put(Told(True, problem))
            return
        result = frame.get("result")
        if isinstance(result, dict):
            self._origins.answered(ChangeContext.read(result.get("context")), when.mono)

    def _miss(self) -> None:
        for entity in sorted(set(self._entities) - self._watched.names()):
            self._put(Told(True, f"{entity} is not in Home Assistant: is it spelled right, is its integration running?"))

    def _lost(self, reason: str) -> None:
        was_up, self._conversation = self.state == "up", None
        self.state = "down"
        if self._is_stopping.is_set() or self._again.is_set():
            reason = ""  # it was the hub that hung up
        is_news = reason != self.problem
        self.problem = reason
        for message in self._watched.lost(self._now()) if was_up else ():
            self._put(message)
        if reason and (was_up or is_news):
            self._put(Told(False, reason))  # and whoever takes it logs it

    # Telling

    def _tell(self) -> None:
        while not self._is_stopping.is_set():
            self.signs[1](LOOKS)
            try:
                waiting = self._waiting.get(timeout=SIGN_EVERY_S)
            except queue.Empty:
                continue
            if waiting is None:
                return
            outgoing, since = waiting
            conversation = self._conversation
            if conversation is None or self.state != "up" or self._now().mono - since > STALE_S:
                self.dropped += 1
                continue
            try:
                self._call(conversation, outgoing)
            except LinkDown as error:
                self.dropped += 1
                log.warning("not told: %s", error)
            except Exception:  # the edge of the thread: one call is lost, the next is made
                log.exception("a call could not be made")

    def _call(self, conversation: Conversation, outgoing: Outgoing) -> None:
        domain, service, data = read_call(outgoing)
        entity = str(data.get("entity_id", ""))
        data = completed(service, data, self._watched.attributes(entity))
        self._origins.tells(f"{domain}.{service}", data, self._now().mono)
        if len(self._calls) > WAITING:
            self._calls.pop(next(iter(self._calls)), None)

        def expect(number: int) -> None:
            self._calls[number] = (f"{domain}.{service}", entity)

        conversation.order("call_service", expect, domain=domain, service=service, service_data=data)

    def _close(self) -> None:
        conversation = self._conversation
        if conversation is not None:
            conversation.close()


def _broke(retry: Retry, begun_at: float | None, now: float) -> None:
    """begun_at: since when it worked; None: it never did."""
    if begun_at is None:
        retry.failed(now)
    else:
        retry.connected(begun_at)
        retry.lost(now)
