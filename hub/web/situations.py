"""What somebody chose by how light it was, in whose company, and what went on there. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from devices.vocabulary import Value
from models.context import Context
from models.example import Example

from .words import ACTIVITIES, Words, marked

LIGHT: tuple[tuple[float, str], ...] = (  # below so many lux in the room
    (10.0, marked("dark")),
    (100.0, marked("dim")),
    (1000.0, marked("bright")),
    (float("inf"), marked("sunny")),
)
ALONE, WITH_OTHERS = marked("alone"), marked("with others")

SituationRow = tuple[str, str, int]  # when it was so, what was usual then, of how many choices
SituationRows = tuple[str, list[SituationRow]]  # under a heading


def situations(words: Words, here: Sequence[Example], usual: Callable[[Sequence[Value]], str]) -> list[SituationRows]:
    """By heading; only what there were choices in two cases of, for one says nothing beside itself. usual: of several, as it
    is said."""
    found = (
        (words.gettext("How light it was"), _rows(words, here, _light, [name for _, name in LIGHT], usual)),
        (words.gettext("Who was there"), _rows(words, here, _company, [ALONE, WITH_OTHERS], usual)),
        (words.gettext("What went on"), _rows(words, here, _activity, _activities(here), usual)),
    )
    return [(heading, rows) for heading, rows in found if len(rows) > 1]


def _rows(
    words: Words,
    here: Iterable[Example],
    case: Callable[[Context], str | None],
    order: Iterable[str],
    usual: Callable[[Sequence[Value]], str],
) -> list[SituationRow]:
    by: dict[str, list[Value]] = {}
    for row in here:
        name = case(row.context)
        if name is not None:
            by.setdefault(name, []).append(row.value)
    return [(_called(words, name), usual(by[name]), len(by[name])) for name in order if name in by]


def _light(context: Context) -> str | None:
    lux = context.illuminance_lx
    return None if lux is None else next(name for below, name in LIGHT if lux < below)


def _company(context: Context) -> str | None:
    return None if context.company is None else WITH_OTHERS if context.company else ALONE


def _activity(context: Context) -> str | None:
    return context.activity


def _activities(here: Iterable[Example]) -> list[str]:
    return sorted({row.context.activity for row in here if row.context.activity})


def _called(words: Words, name: str) -> str:
    known: Mapping[str, str] = {**ACTIVITIES, **{light: light for _, light in LIGHT}, ALONE: ALONE, WITH_OTHERS: WITH_OTHERS}
    return words.named(known, name)
