"""What is recorded as rows of JSON, and rows as what was recorded. Pure.

A row (``RecordedRow``) is a list: a letter, then what it holds. Events of the home are ``["e", "Reported", {...}, cause]``,
and so on.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from devices.event import Event, Kept, Moded, Ordered, Pressed, Reachable, Reported, Returned, Seen
from devices.vocabulary import Device, DeviceId, Moment, Role, Trait

# e: an event; c: commands; d: a decision; o: an order on a topic; a: what was asked; l: the link; t: a tick
RecordedRow = list[Any]

_SHAPES = {shape.__name__: shape for shape in (Kept, Moded, Ordered, Pressed, Reachable, Reported, Returned, Seen)}


class Unreadable(ValueError):
    """A row nobody wrote."""


def event_row(event: Event, now: Moment, base: Moment, cause: str) -> RecordedRow:
    """now: when it was taken in. cause: what the hub took a changed value for; "" where nothing changed. What is as usual is
    left out."""
    body: dict[str, Any] = {}
    for field in fields(event):
        value = getattr(event, field.name)
        if field.name == "when":
            if value != now:
                body["when"] = moment_row(value, base)
        elif value != field.default:
            body[field.name] = value
    return ["e", type(event).__name__, body, *([cause] if cause else [])]


def event_of(row: RecordedRow, now: Moment, base: Moment) -> tuple[Event, str]:
    """The event, and what it was taken for. Raises Unreadable."""
    try:
        shape, body = _SHAPES[row[1]], dict(row[2])
        if "moves" in body:
            body["moves"] = tuple(body["moves"])
        when = moment_of(body.pop("when"), base) if "when" in body else now
        return shape(**body, when=when), str(row[3]) if len(row) > 3 else ""
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Unreadable(f"no event: {error}") from error


def moment_row(moment: Moment, base: Moment) -> list[float]:
    """Exact: monotonic seconds as they were, and the wall clock's microseconds since the base."""
    return [moment.mono, (moment.at - base.at) // timedelta(microseconds=1)]


def moment_of(row: list[float], base: Moment) -> Moment:
    """Raises TypeError, ValueError, IndexError."""
    return Moment(base.at + timedelta(microseconds=int(row[1])), float(row[0]))


def base_row(base: Moment) -> list[Any]:
    return [base.mono, base.at.isoformat()]


def base_of(row: list[Any]) -> Moment:
    """Raises TypeError, ValueError, IndexError."""
    return Moment(datetime.fromisoformat(row[1]), float(row[0]))


# Devices: everything but how their family writes them


def device_row(device: Device, answers: bool) -> dict[str, Any]:
    """answers: whether its own words can confirm a command."""
    traits = []
    for trait in device.traits.values():
        said = {field.name: getattr(trait, field.name) for field in fields(Trait) if field.name != "wire"}
        traits.append({name: value for name, value in said.items() if value not in (None, ())})
    return {
        "id": device.id, "family": device.family, "stable_id": device.stable_id, "name": device.name,
        "role": device.role.value, "traits": traits, "members": list(device.members), "hazard": device.hazard,
        "refused": device.refused, "settle_s": device.settle_s, "on_batteries": device.on_batteries, "answers": answers,
    }  # fmt: skip


def device_of(row: Mapping[str, Any], topic: str) -> Device:
    """topic: where it speaks now. Raises KeyError, TypeError, ValueError."""
    traits = [Trait(**{**one, "choices": tuple(one.get("choices", ()))}) for one in row["traits"]]
    return Device(
        id=DeviceId(row["id"]),
        family=row["family"],
        stable_id=row["stable_id"],
        name=row["name"],
        role=Role(row["role"]),
        traits={trait.name: trait for trait in traits},
        hears=(topic,) if row["answers"] else (),
        members=tuple(row["members"]),
        hazard=row["hazard"],
        refused=row["refused"],
        settle_s=row["settle_s"],
        on_batteries=row["on_batteries"],
    )
