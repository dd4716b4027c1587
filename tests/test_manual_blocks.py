"""What stands in the manual, or as a comment in config.yaml, to be pasted works pasted: each block, each fragment."""

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from devices.family import families
from hub.config.load import json_schema, load, load_with_cautions
from hub.config.mistakes import ConfigError
from hub.rehearsal.reading import read_script

TOP = Path(__file__).parents[1]
PAGES = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md")), *sorted((TOP / "packaging").rglob("*.md"))]
HOME: dict[str, Any] = {
    "home": {"latitude": 52.3731, "longitude": 4.8926, "time_zone": "Europe/Amsterdam"},
    "mqtt": {"host": "127.0.0.1"},
    "home_assistant": {"url": "http://homeassistant.local:8123", "token": "abc"},
    "page": {"plain": True},
    "occupants": {
        "ana": {
            "presence": [{"topic": "home/presence/ana"}],
            "pinned": [{"room": "kitchen", "quantity": "colour", "value": "red"}],
        },
        "ben": {},
        "mia": {},
    },
    "rooms": {
        "kitchen": {
            "owner": "ana",
            "devices": [],  # one of each family: options stand beside them
            "sensors": [{"topic": "home/kitchen/air", "quantity": "temperature"}],
        },
        "hall": {},
    },
    "music": {"calm": {"playlist": "Calm evening"}},
}
# Where a fragment may belong: a key of the file, of a person, of a room, of a device, or one deeper.
for each in families():
    example = YAML(typ="safe", pure=True).load(each.example or "{}")
    if "device" in each.serves and example:
        HOME["rooms"]["kitchen"]["devices"].append({**example, "id": f"a_{each.key}"})
    elif "presence" in each.serves and example:
        HOME["occupants"]["ben"].setdefault("presence", []).append(example)
PLACES: tuple[tuple[str | int, ...], ...] = (
    (),
    ("home",),
    ("learning",),
    ("storage",),
    ("page",),
    ("safety",),
    ("home_assistant",),
    ("follow",),
    ("occupants", "mia"),
    ("occupants", "ana", "pinned", 0),
    ("rooms", "kitchen", "sensors", 0),
    ("rooms", "kitchen"),
    ("rooms", "kitchen", "when_empty"),
    ("rooms", "kitchen", "devices", "+"),
    ("rooms", "kitchen", "sensors", "+"),
    ("occupants", "ana", "presence", 0),
    ("occupants", "ana", "presence", "+"),
    ("outdoor", "temperature"),
    *(
        ("rooms", "kitchen", "devices", at, "topic", "quantities")
        for at, device in enumerate(HOME["rooms"]["kitchen"]["devices"])
        if "topic" in device
    ),
    *(("rooms", "kitchen", "devices", at) for at in range(len(HOME["rooms"]["kitchen"]["devices"]))),
    *(("occupants", "ben", "presence", at) for at in range(len(HOME["occupants"]["ben"]["presence"]))),
)
KEYS = set(json_schema()["properties"]) | {
    key for definition in json_schema()["$defs"].values() for key in definition.get("properties", {})
}
FAMILIES = {word for family in families() for word in (family.key, *family.options)} | {"as", "stays"}
A_NUMBER_OF_A_SCRIPT = "brightness: [0.25, 0.35]"
ELSEWHERE = {  # spans that look like keys of the file and are of something else
    "at", "about", "repeat", "by", "ask", "hand", "want", "sensor", "mode", "kind", "order", "consent", "automation", "broker",
    "hub", "mark", "activity", "pause", "undo", "thanks", "accept", "decline", "from", "since", "text", "error", "steps",
    "every",
}  # fmt: skip


def fragments() -> Iterator[Any]:
    """Spans and indented blocks that are YAML with a key of the configuration."""
    for page in PAGES:
        text = page.read_text("utf-8")
        spans = [(found[1], text.count("\n", 0, found.start()) + 1) for found in re.finditer(r"`([^`\n]+)`", text)]
        for span, line in spans:
            if "…" in span or span == A_NUMBER_OF_A_SCRIPT or not re.match(r"\{?\w+: ", span):
                continue
            if is_ours(span):
                yield pytest.param(span, id=f"{page.name}:{line}")
        for found in re.finditer(r"(?m)(?:^ {4}\w+:.*\n(?:^ {4}.*\n)*)", text):
            yield pytest.param(
                re.sub(r"(?m)^ {4}", "", found[0]), id=f"{page.name}:{text.count(chr(10), 0, found.start()) + 1}"
            )


def is_ours(text: str) -> bool:
    """Whether it is of the configuration, and not of a rehearsal or a message."""
    found = read(text)
    return isinstance(found, dict) and bool(set(found) & (KEYS | FAMILIES)) and not set(found) & ELSEWHERE


def read(text: str) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError:
        return None


def pasted(fragment: dict[str, Any], place: tuple[str | int, ...]) -> dict[str, Any]:
    home = deepcopy(HOME)
    here: Any = home
    for step in place[:-1]:
        here = (
            here.setdefault(step, [] if place[-1] == "+" and step == place[-2] else {})
            if isinstance(here, dict)
            else here[step]
        )
    if not place:
        _merged(home, fragment)
    elif place[-1] == "+":
        here.append(fragment)
    elif isinstance(place[-1], int):
        _merged(here[place[-1]], fragment)
    else:
        _merged(here.setdefault(place[-1], {}), fragment)
    return home


def _merged(into: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merged(into[key], value)
        else:
            into[key] = value


def works(fragment: dict[str, Any], folder: Path) -> list[str]:
    """Nothing where it loads pasted somewhere; else what was said at each place."""
    path, said = folder / "config.yaml", []
    for place in PLACES:
        with path.open("w", encoding="utf-8") as file:
            YAML(typ="safe", pure=True).dump(pasted(fragment, place), file)
        try:
            load_with_cautions(path)
        except ConfigError as error:
            said.append(f"{place}: {error}")
        else:
            return []
    return said


@pytest.mark.parametrize("text", list(fragments()))
def test_what_is_printed_for_the_configuration_works_pasted(text: str, tmp_path: Path) -> None:
    found = read(text)
    assert isinstance(found, dict), text
    (tmp_path / "page.pem").touch()
    said = works(found, tmp_path)
    assert not said, "\n".join(said)


@pytest.mark.parametrize("page", [page for page in PAGES if "```yaml" in page.read_text("utf-8")], ids=lambda page: page.name)
def test_what_is_printed_as_a_script_can_be_read(page: Path, tmp_path: Path) -> None:
    config = load(TOP / "config.yaml")
    for number, block in enumerate(re.findall(r"(?s)```yaml\n(.*?)```", page.read_text("utf-8"))):
        script = tmp_path / f"{number}.yaml"
        script.write_text(block, "utf-8")
        read_script(script, config)


def comments() -> Iterator[Any]:
    """config.yaml with one of its comments as it would be without its sign: a line among others, or a block of its own."""
    lines = (TOP / "config.yaml").read_text("utf-8").splitlines()
    for at, line in enumerate(lines):
        found = re.fullmatch(r"( +)# (- \{.*|[a-z_]+: \S.*)", line)
        if found and not re.match(r"\w+: [a-z]+ ([a-z]+|\d)|[a-z_]+: [A-Z]", found[2]):
            yield pytest.param([*lines[:at], f"{found[1]}{found[2]}", *lines[at + 1 :]], id=f"{at + 1}")
        if re.fullmatch(r"# [a-z_]+:", line):
            end = next(n for n in range(at + 1, len(lines) + 1) if n == len(lines) or not lines[n].startswith("#   "))
            bare = [one[2:] for one in lines[at:end]]
            yield pytest.param([*lines[:at], *bare, *lines[end:]], id=f"{at + 1}")


@pytest.mark.parametrize("lines", list(comments()))
def test_every_comment_of_the_example_works_without_its_sign(lines: list[str], tmp_path: Path) -> None:
    for name in ("ca.pem", "page.pem", "page.key"):
        (tmp_path / name).touch()
    (tmp_path / "secrets.yaml").write_text("mqtt_password: abc\nhome_assistant_token: abc\n", "utf-8")
    path = tmp_path / "config.yaml"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    assert load_with_cautions(path)[0].rooms
