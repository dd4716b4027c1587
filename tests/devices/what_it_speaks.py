"""The manual's table of what the hub speaks, made of the families there are and of the devices each has been tried on.

python -m tests.devices.what_it_speaks            prints it
python -m tests.devices.what_it_speaks --write    puts it into docs/first-evening.md
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from devices.family import Family, families
from devices.vocabulary import Role

from .samples import device_of, samples

PAGE = Path(__file__).parents[2] / "docs" / "first-evening.md"
HEADING = "## What it speaks\n\n"
WORDS = {
    Role.LIGHT: "lights",
    Role.SWITCH: "switches",
    Role.CLIMATE: "heating",
    Role.PLAYER: "players",
    Role.COVER: "blinds",
    Role.FAN: "fans",
    Role.SENSOR: "sensors",
    Role.REMOTE: "remotes",
    Role.TRACKER: "who is where",
}
COLOURED = "lights, coloured ones too"
DESCRIBED = "topic"  # what has no family of its own comes last: it may be anything


def table() -> str:
    """Markdown: a row for each family of devices, the most versatile first; players and people's traces in one row each."""
    own = sorted((f for f in families() if "device" in f.serves and tried_on(f) != {Role.PLAYER}), key=_order)
    players = [f for f in families() if tried_on(f) == {Role.PLAYER}]
    people = [f for f in families() if f.serves == {"presence"}]
    noticed = [f for f in families() if f.serves == {"sensor"}]
    rows = [(f.title, f"`{f.example}`", "; ".join(filter(None, (_kinds(f), f.remark)))) for f in own]
    rows += [
        ("players", _blocks(players), "`attune check --live` says what each cannot play"),
        ("who is where", f"{_blocks(people)}, `{{home_assistant: person.ana}}`", "several of one person are put together"),
        ("somebody is there", f"any presence, occupancy or radar sensor, {_blocks(noticed)}", "anonymous"),
    ]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(("| what | in the configuration | |", "|---|---|---|", *lines)) + "\n"


def tried_on(family: Family) -> set[Role]:
    return {device_of(other, sample).role for other, sample in samples() if other is family}


def has_colours(family: Family) -> bool:
    return any("colour" in device_of(other, sample).traits for other, sample in samples() if other is family)


def in_manual() -> str:
    _, _, rest = PAGE.read_text("utf-8").partition(HEADING)
    return rest.partition("\n\n")[0] + "\n"


def _order(family: Family) -> tuple[bool, int, str]:
    return family.key == DESCRIBED, -len(tried_on(family)), family.title


def _kinds(family: Family) -> str:
    tried = tried_on(family) if family.key != DESCRIBED else set()
    words = {**WORDS, Role.LIGHT: COLOURED} if has_colours(family) else WORDS
    return ", ".join(word for role, word in words.items() if role in tried)


def _blocks(some: Iterable[Family]) -> str:
    return ", ".join(f"`{family.example}`" for family in some)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(PAGE.read_text("utf-8").replace(HEADING + in_manual(), HEADING + table()), "utf-8")
    else:
        sys.stdout.write(table())
