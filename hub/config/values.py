"""The types of the configuration's values: what each may be, in the words of a resident."""

import re
from datetime import time
from functools import partial
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, get_args
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    SecretStr,
    ValidationInfo,
    WithJsonSchema,
)

from devices.family import Use
from devices.vocabulary import AT_HOME, NOT_HOME, OTHER_MUSIC, SILENCE, OccupantId, Reference, RoomId
from models.kind import Domain, kinds

from .mistakes import meant, nearest, quoted
from .references import CONTROL, HOME_ASSISTANT, ROLES, STAYS, known_families, reference, refuse
from .slips import number_meant, of_fahrenheit, plain_id
from .yaml import Unquoted

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_ID = re.compile(r"[a-z0-9_]{1,64}")
_PLACES = (NOT_HOME, AT_HOME, "unknown")  # what presence says besides rooms
_TUNES = ("playlist", "url", "uri", "source")


class Part(BaseModel):
    """A block of the configuration: fixed keys, never changed after loading, never shows what it was given in errors."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False, use_attribute_docstrings=True
    )
    makes: ClassVar[type]
    """What the rest of the program has of it: the same values under the same names."""

    def made(self) -> Any:
        return self.makes(**self.made_values())

    def made_values(self) -> dict[str, Any]:
        """By name, to the innermost block."""
        return {name: _made(getattr(self, name)) for name in type(self).model_fields}


def _made(value: Any) -> Any:
    match value:
        case Part():
            return value.made()
        case SecretStr():
            return value.get_secret_value()
        case tuple():
            return tuple(map(_made, value))
        case dict():
            return {key: _made(inner) for key, inner in value.items()}
        case _:
            return value


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise refuse(((), f"is {quoted(value)}, not a number", ""))
    if not isinstance(value, str) or "_" in value:
        return value
    try:
        return float(value)
    except ValueError:
        meant_ = number_meant(value)
        right = f"{meant_}, a number with a point and nothing behind it" if meant_ else ""
        raise refuse(((), f"is {quoted(value)}, not a number", right)) from None


def _whole(value: Any) -> Any:
    number = _number(value)
    if isinstance(number, float) and not number.is_integer():
        raise refuse(((), f"is {quoted(value)}, not a whole number", ""))
    return number


def _yes(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    said = str(value).casefold()
    right = "true" if said in ("yes", "on", "y") else "false" if said in ("no", "off", "n") else "true or false"
    raise refuse(((), f"is {quoted(value)}, neither true nor false (in YAML 1.2 on, off, yes and no are only words)", right))


def _text(value: Any) -> Any:
    if isinstance(value, Unquoted | bool | int | float):
        raise refuse(((), "is not text to YAML as it stands", "the same in quotes"))
    if isinstance(value, str) and (not value.strip() or len(value) > 200 or CONTROL.search(value)):
        raise refuse(((), "is empty, longer than 200 characters or holds control characters", "a short text"))
    return value


def _secret(value: Any) -> Any:
    if isinstance(value, bool | int | float):
        raise refuse(((), "is not text to YAML as it stands", "the same in quotes, or better: !secret and a name"))
    return value


def _clock(value: Any) -> time:
    if isinstance(value, time):
        return value
    if isinstance(value, Unquoted):
        raise refuse(((), "is a time without quotes, which YAML readers take for different things", f'"{_padded(value)}"'))
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise refuse(((), f"is {quoted(value)}, not a time of day", 'a time in quotes, hours and minutes: "22:30"'))
    return time(int(found[1]), int(found[2]))


def _padded(text: str) -> str:
    parts = [part.zfill(2) for part in text.split(":")[:2]]
    return ":".join(parts) if _CLOCK.fullmatch(":".join(parts)) else "22:30"


def _zone(value: Any) -> str:
    known = available_timezones()
    if not isinstance(value, str) or value not in known:
        near = nearest(value, known) if isinstance(value, str) else None
        raise refuse(((), f"is {quoted(value)}, not a time zone", f"{near}?" if near else "a name such as Europe/Amsterdam"))
    return str(value)


def _id(what: str, value: str) -> str:
    if what == "room" and value in _PLACES:
        raise refuse(((), f"{quoted(value)} cannot name a room, it says where a person is when in none", "another name"))
    if not _ID.fullmatch(value):
        plain = plain_id(value)
        example = plain if _ID.fullmatch(plain) else {"room": "living_room"}.get(what, "ana")
        raise refuse(
            ((), f"{quoted(value)} cannot be a {what}'s id", f"{example} (a-z, 0-9, _); the name shown goes into name:")
        )
    return value


def _path(value: Any, info: ValidationInfo) -> Path:
    if isinstance(value, Path):
        return value
    if not isinstance(value, str):
        raise refuse(((), f"is {quoted(value)}, not a path", "a path relative to this file"))
    try:
        return Path((info.context or {}).get("folder", "")).absolute() / Path(_text(value)).expanduser()
    except RuntimeError:
        raise refuse(((), f"{quoted(value)} begins with a home directory nobody has", "a path relative to this file")) from None


def _itself(path: Path) -> Path:
    """Not the link to it: what lies beside the database (its log, lock and backups) must be the same for whoever opens it."""
    return path.resolve() if path.is_symlink() else path


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise refuse(((), f"there is no file {quoted(str(path))}", "the path of a file, relative to this one"))
    return path


def _topic(value: str) -> str:
    if any(c in value for c in "+#\0") or value.startswith(("/", "$")) or value.endswith("/") or "//" in value or " " in value:
        raise refuse(((), f"{quoted(value)} cannot be the start of topics", "words between slashes, such as attune"))
    return value


def _url(value: str) -> str:
    rest = value.removeprefix("http://").removeprefix("https://")
    if rest == value or not rest or rest.startswith("/") or " " in value:
        raise refuse(((), f"{quoted(value)} is not an address", "such as http://homeassistant.local:8123"))
    return value.rstrip("/")


def _tune(value: Any) -> dict[str, str]:
    example = "one of playlist, url, uri or source, such as {playlist: Jazz}"
    if not isinstance(value, dict):
        raise refuse(((), f"is {quoted(value)}", example))
    unknown = [key for key in value if key not in _TUNES]
    if unknown:
        raise refuse(*(((key,), f"{quoted(key)} is not known here", meant(key, _TUNES)) for key in unknown))
    if len(value) != 1:
        raise refuse(((), f"has {len(value)} things to play", f"exactly {example}"))
    key, text = next(iter(value.items()))
    if not isinstance(text, str) or not text.strip() or len(text) > 1000 or CONTROL.search(text):
        raise refuse(((key,), f"is {quoted(text)}", "a text, in quotes if it is a number"))
    if key == "url" and not re.match(r"[a-z][a-z0-9+.-]*://\S+$", text):
        raise refuse(((key,), f"{quoted(text)} is not an address", 'such as "http://radio.example/stream"'))
    return {key: text}


def _wish_name(value: str) -> str:
    if value == SILENCE:
        raise refuse(((), f"{SILENCE} is always there and means no music", "another name"))
    if value == OTHER_MUSIC:
        raise refuse(((), f"{OTHER_MUSIC} is what the hub calls everything that has no name here", "another name"))
    return str(_text(value))


_RELEASES = ("leave", "sleep", "morning")
_SPAN = re.compile(r"([0-9]{1,3}) ?(h|min)")


def _release(value: Any) -> Any:
    if value in _RELEASES:
        return value
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    seconds = 0 if found is None else int(found[1]) * (3600 if found[2] == "h" else 60)
    if not 60 <= seconds <= 86_400:
        raise refuse(((), f"is {quoted(value)}", "leave, sleep, morning, or a time such as 2h or 45min, up to 24h"))
    return float(seconds)


def _follow(value: Any) -> dict[str, bool]:
    """By domain or kind; "" for all of them."""
    if isinstance(value, bool):
        return {"": value}
    if not isinstance(value, dict) or not value:
        raise refuse(((), f"is {quoted(value)}", "true, false, or a kind and one of these, such as {light: false}"))
    known = (*get_args(Domain), *kinds())
    unknown = [key for key in value if key not in known]
    if unknown:
        raise refuse(*(((key,), f"{quoted(key)} is not known here", meant(str(key), known)) for key in unknown))
    return {key: _yes(given) for key, given in value.items()}


def _setback(value: Any, least: int, most: int) -> Any:
    if value == "keep" or (isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most):
        return value if value == "keep" else float(value)
    right = f"keep, or a setpoint in °C from {least} to {most}"
    raise refuse(((), f"is {quoted(value)}", f"{right}{of_fahrenheit(value)}"))


def _warmth(value: Any, least: int, most: int, example: str) -> tuple[float, float]:
    numbers = value if isinstance(value, list | tuple) and len(value) == 2 else ()
    if not numbers or any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
        raise refuse(((), f"is {quoted(value)}", f"two numbers in °C, lowest and highest: {example}"))
    low, high = float(numbers[0]), float(numbers[1])
    if not least <= low < high <= most:
        problem = f"[{low:g}, {high:g}] is not a range within {least} to {most} °C"
        raise refuse(((), problem, f"lowest, then highest: {example}{of_fahrenheit(low, high)}"))
    return low, high


_AS_SCHEMA = {"as": {"enum": list(ROLES), "description": "What it is to the people in the room"}}
_STAYS_SCHEMA = {STAYS: {"type": "boolean", "description": "true: a thing that stays where it is when its person goes"}}


def _block_schema(use: Use) -> dict[str, Any]:
    """What an editor may offer in such a place: exactly one family key. The families' own keys are theirs to check."""
    keys = known_families(use)
    text: dict[str, Any] = {"type": "string"}
    return {
        "type": "object",
        "properties": {
            **{key: text if key == HOME_ASSISTANT else {"type": ["string", "object"]} for key in keys},
            "id": {**text, "description": "What the hub calls it"},
            "name": {**text, "description": "What people call it"},
            **(_AS_SCHEMA if use == "device" else {}),
            **(_STAYS_SCHEMA if use == "presence" else {}),
        },
        "oneOf": [{"required": [key]} for key in keys],
    }


Number = Annotated[float, BeforeValidator(_number)]
Whole = Annotated[int, BeforeValidator(_whole)]
YesNo = Annotated[bool, BeforeValidator(_yes)]
Text = Annotated[str, BeforeValidator(_text)]
TimeOfDay = Annotated[
    time,
    PlainValidator(_clock),
    WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["22:30"]}),
]
Zone = Annotated[str, PlainValidator(_zone), WithJsonSchema({"type": "string", "examples": ["Europe/Amsterdam"]})]
RoomKey = Annotated[RoomId, AfterValidator(partial(_id, "room"))]
OccupantKey = Annotated[OccupantId, AfterValidator(partial(_id, "person"))]
AnyPath = Annotated[Path, PlainValidator(_path), WithJsonSchema({"type": "string"})]
DatabaseFile = Annotated[AnyPath, AfterValidator(_itself)]
ExistingFile = Annotated[AnyPath, AfterValidator(_existing)]
Percent = Annotated[float, Field(ge=0, le=100), BeforeValidator(_number)]
Seconds = Annotated[float, Field(ge=0, le=86_400), BeforeValidator(_number)]
SetbackOrKeep = Annotated[
    float | Literal["keep"],
    PlainValidator(partial(_setback, least=7, most=28)),
    WithJsonSchema({"anyOf": [{"const": "keep"}, {"type": "number", "minimum": 7, "maximum": 28}]}),
]
CoolingOrKeep = Annotated[
    float | Literal["keep"],
    PlainValidator(partial(_setback, least=16, most=32)),
    WithJsonSchema({"anyOf": [{"const": "keep"}, {"type": "number", "minimum": 16, "maximum": 32}]}),
]
HoldRelease = Annotated[
    float | Literal["leave", "sleep", "morning"],
    PlainValidator(_release),
    WithJsonSchema({"type": "string", "pattern": "^(leave|sleep|morning|[0-9]{1,3} ?(h|min))$", "examples": ["2h"]}),
]
Follow = Annotated[
    dict[str, bool],
    PlainValidator(_follow),
    WithJsonSchema(
        {"anyOf": [{"type": "boolean"}, {"type": "object", "additionalProperties": {"type": "boolean"}, "minProperties": 1}]}
    ),
]
WarmthRange = Annotated[
    tuple[float, float],
    PlainValidator(partial(_warmth, least=7, most=28, example="[16, 24]")),
    PlainSerializer(list, return_type=list[float]),
    WithJsonSchema({"type": "array", "items": {"type": "number", "minimum": 7, "maximum": 28}, "minItems": 2, "maxItems": 2}),
]
Coolness = Annotated[
    tuple[float, float],
    PlainValidator(partial(_warmth, least=16, most=32, example="[20, 30]")),
    PlainSerializer(list, return_type=list[float]),
    WithJsonSchema({"type": "array", "items": {"type": "number", "minimum": 16, "maximum": 32}, "minItems": 2, "maxItems": 2}),
]
SecretText = Annotated[SecretStr, BeforeValidator(_secret)]
WishName = Annotated[str, AfterValidator(_wish_name)]
DeviceBlock = Annotated[Reference, PlainValidator(partial(reference, "device")), WithJsonSchema(_block_schema("device"))]
SensorBlock = Annotated[Reference, PlainValidator(partial(reference, "sensor")), WithJsonSchema(_block_schema("sensor"))]
PresenceBlock = Annotated[Reference, PlainValidator(partial(reference, "presence")), WithJsonSchema(_block_schema("presence"))]
OutdoorBlock = Annotated[Reference, PlainValidator(partial(reference, "outdoor")), WithJsonSchema(_block_schema("outdoor"))]
Topic = Annotated[Text, AfterValidator(_topic)]
Url = Annotated[Text, AfterValidator(_url)]
Tune = Annotated[
    dict[str, str],
    PlainValidator(_tune),
    WithJsonSchema(
        {
            "type": "object",
            "properties": {key: {"type": "string"} for key in _TUNES},
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }
    ),
]
