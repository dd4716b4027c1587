"""What residents and programs may order on the hub's own topics, and carrying it out.

In the flow: bytes on a ``…/set`` topic → an Order → the step. Retained orders are leftovers and never act; nor does the empty
message that clears one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from devices.errors import BadPayload
from devices.message import Message
from devices.payload import decode_object, decode_text
from devices.text import shown
from devices.vocabulary import OccupantId, RoomId

from ..config import Config
from ..consent import DOMAINS
from ..errors import HubError, NotPossible
from ..learning.autonomy import LEVELS
from ..learning.changed_habits import AGAIN
from ..steps.step import Step
from ..telling.topics import ACCEPT, DECLINE, LATER, NOTHING, SAID, STOP, WAITING, Topics
from ..telling.topics import AGAIN as SUGGEST_AGAIN

_LONGEST = 60  # characters of an activity's name


@dataclass(frozen=True, slots=True)
class Order:
    """what: pause, undo, thanks, learning, changes, autonomy, suggestion, activity, mode, evening or forget. domain: of
    learning; empty: all of them."""

    what: str
    room: RoomId | None = None
    occupant: OccupantId | None = None
    domain: str = ""


def orders(config: Config, topics: Topics) -> dict[str, Order]:
    """Every topic that takes orders."""
    return dict(_orders(config, topics))


def _orders(config: Config, topics: Topics) -> Iterator[tuple[str, Order]]:
    yield topics.pause_set, Order("pause")
    yield topics.undo_set, Order("undo")
    yield topics.thanks_set, Order("thanks")
    yield f"{topics.mode}/set", Order("mode")
    yield f"{topics.evening}/set", Order("evening")
    yield topics.forget_set, Order("forget")
    for who in map(OccupantId, config.occupants):
        yield topics.learning_set(who), Order("learning", occupant=who)
        yield f"{topics.changes(who)}/set", Order("changes", occupant=who)
        for domain in DOMAINS:
            yield f"{topics.learning_of(who, domain)}/set", Order("learning", occupant=who, domain=domain)
    for room in map(RoomId, config.rooms):
        for what in ("undo", "thanks", "autonomy", "suggestion", "activity", "mode"):
            yield f"{topics.room(room, what)}/set", Order(what, room=room)


def obey(order: Order, message: Message, step: Step) -> None:
    """Carries it out; what cannot be done, or read, becomes a problem on its topic."""
    if not message.payload:
        return
    topic = message.topic.removeprefix(f"{step.house.topics.base}/")
    try:
        text = decode_text(message)
        step.house.standing.recording.ordered(topic, message.payload, message.when)
        if order.room is not None:
            _in_room(order, order.room, message, text, step)
        elif order.occupant is not None:
            _about(order, order.occupant, message, text, step)
        else:
            _in_home(order, message, text, step)
    except HubError as error:
        step.reporting.wrong_order(message.topic, str(error), order.room, message.when)
    except BadPayload as error:
        words = f"{error.reason}: {shown(message.payload, 60)}"
        step.reporting.wrong_order(message.topic, words, order.room, message.when)


def _in_home(order: Order, message: Message, text: str, step: Step) -> None:
    match order.what:
        case "pause":
            step.requests.pause(_switch(message, text), message.when)
        case "undo":
            if text.lstrip().startswith("{"):
                step.requests.undo_since(_span(message), message.when)
            else:
                step.requests.undo(text.strip(), message.when)
        case "mode":
            _set_mode(None, message, text, step)
        case "evening":
            word = text.strip().casefold()
            if word not in (WAITING, NOTHING):
                step.noticing.evenings.answer(word, message.when)
        case "forget":
            _forget(message, text, step)
        case _:
            step.requests.thank(text.strip(), message.when)


def _about(order: Order, occupant: OccupantId, message: Message, text: str, step: Step) -> None:
    if order.what == "changes":
        word, _, which = text.strip().casefold().partition(" ")
        if word not in (WAITING, NOTHING):
            step.habit_answers.answer({"ask": AGAIN}.get(word, word), "" if word == "ask" else which, occupant, message.when)
        return
    house, is_on = step.house, _switch(message, text)
    configured = house.config.occupants[occupant].learn
    if not order.domain:
        chosen = configured if is_on else frozenset[str]()
    else:
        if is_on and order.domain not in configured:
            step.reporting.show(message.when)  # the switch goes back to where it stands
            raise NotPossible(
                f"the configuration does not let {order.domain} be learned (occupants: {occupant}: learn:)", "not_agreed"
            )
        allowed = frozenset(domain for domain in DOMAINS if house.agreements.allows(occupant, domain))
        chosen = allowed | {order.domain} if is_on else allowed - {order.domain}
    step.personal_data.consent(occupant, chosen, message.when)


def _in_room(order: Order, room: RoomId, message: Message, text: str, step: Step) -> None:
    now, word = message.when, text.strip().casefold()
    match order.what:
        case "undo":
            if text.lstrip().startswith("{"):
                step.requests.undo_since({**_span(message), "room": room}, now)
            else:
                step.requests.undo("last", now, room)
        case "thanks":
            step.requests.thank("last", now, room)
        case "autonomy":
            if word not in LEVELS:
                raise BadPayload(message.topic, message.payload, f"none of {', '.join(LEVELS)}")
            step.requests.cap(room, word, now)
        case "suggestion":
            if word == ACCEPT:
                step.requests.accept(room, now)
            elif word == DECLINE:
                step.requests.decline(room, now)
            elif word == LATER:
                step.requests.put_off(room, now)
            elif word == STOP:
                step.requests.stop(room, None, None, now)
            elif word == SUGGEST_AGAIN:
                step.requests.again(room, None, None, now)
            elif text.strip() in step.house.config.music:
                step.requests.accept(room, now, text.strip())
            elif word != WAITING:
                raise BadPayload(message.topic, message.payload, f"none of {', '.join(SAID)}, nor a name under music")
        case "mode":
            _set_mode(room, message, text, step)
        case _:
            if not word or len(word) > _LONGEST or not word.isprintable():
                raise BadPayload(message.topic, message.payload, "not the name of an activity")
            step.requests.activity(room, None if word in (NOTHING, "none") else word, now)


def _set_mode(room: RoomId | None, message: Message, text: str, step: Step) -> None:
    """A mode's name, or ``{"mode": …, "until": …}``. Raises BadPayload, and NotPossible for what is none."""
    name, until = text.strip(), None
    if name.startswith("{"):
        given = decode_object(message)
        name, until = str(given.get("mode")), given.get("until")
    if len(name) > _LONGEST or not (until is None or (isinstance(until, str) and len(until) <= _LONGEST)):
        raise BadPayload(message.topic, message.payload, "not a mode and when it ends")
    step.modes.set(room, name, until, message.when)


def _forget(message: Message, text: str, step: Step) -> None:
    """A span that is not to count, or ``undo``: the last such counts again. Never a person for good."""
    if text.strip().casefold() == "undo":
        step.clean_windows.undo({}, message.when)
        return
    step.clean_windows.forget({**_words(message, "from", ("to", "room", "person")), "really": True}, message.when)


def _span(message: Message) -> dict[str, object]:
    """``{"since": "20:00"}``, and until, room. Raises BadPayload."""
    return _words(message, "since", ("until", "room"))


def _words(message: Message, first: str, more: tuple[str, ...]) -> dict[str, object]:
    """An object of short texts: first, and any of more. Raises BadPayload."""
    given = {name: value for name, value in decode_object(message).items() if value is not None}
    is_right = all(isinstance(value, str) and len(value) <= _LONGEST for value in given.values())
    if first not in given or not given.keys() <= {first, *more} or not is_right:
        words = f"{', '.join(more[:-1])} and {more[-1]}"
        raise BadPayload(message.topic, message.payload, f'not a span such as {{"{first}": "20:00"}}, with {words}')
    return given


def _switch(message: Message, text: str) -> bool:
    """ON or OFF. Raises BadPayload."""
    match text.upper():
        case "ON" | "TRUE" | "1":
            return True
        case "OFF" | "FALSE" | "0":
            return False
        case _:
            raise BadPayload(message.topic, message.payload, "neither ON nor OFF")
