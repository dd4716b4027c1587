"""The recorded pieces as what happens, in order: moments, each with what is known to have happened then. Pure.

In the flow: pieces of the store → Happening → the replay. Monotonic times go on where the machine or the hub was started anew.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from devices.event import Event
from devices.vocabulary import Moment

from ..recording.rows import RecordedRow, Unreadable, base_of, event_of, moment_of
from ..store.tables.recorded import Piece

_NOTES = frozenset({"c", "d"})
_APART_S = 1.0  # at least, between two runs of the hub


@dataclass(frozen=True, slots=True)
class Happening:
    """events: heard in one go, each with what it was taken for. row: an order, a look at the time, or of the link. notes: what
    the hub did then. began: how everything was, where something is missing before. starts: the hub started."""

    moment: Moment
    events: tuple[tuple[Event, str], ...] = ()
    row: RecordedRow | None = None
    notes: tuple[RecordedRow, ...] = ()
    began: Mapping[str, Any] | None = None
    starts: bool = False


def happenings(pieces: Iterable[tuple[int, Piece]]) -> Iterator[Happening]:
    """Raises Unreadable for what nobody wrote."""
    last: Moment | None = None
    number, shift_s = None, 0.0
    for this, piece in pieces:
        base = base_of(list(piece.base))
        if last is not None and (piece.kind == "start" or base.mono + shift_s < last.mono):
            shift_s = last.mono + max(_APART_S, (base.at - last.at).total_seconds()) - base.mono
        is_first = last is None
        last = _shifted(base, shift_s) if last is None or base.mono + shift_s >= last.mono else last
        is_broken = number is not None and this != number + 1
        if piece.kind == "start" or (piece.began is not None and (is_first or is_broken or piece.kind == "gap")):
            yield Happening(last, began=piece.began, starts=piece.kind == "start")
        for happening in _in(piece, base, shift_s):
            last = happening.moment
            yield happening
        number = this


def _in(piece: Piece, base: Moment, shift_s: float) -> Iterator[Happening]:
    try:
        for when, rows in piece.rows:
            now = moment_of(when, base)
            moment = _shifted(now, shift_s)
            together: list[tuple[Event, str]] = []
            notes: list[RecordedRow] = []
            for row in rows:
                if row[0] == "e":
                    together.append(event_of(row, now, base))
                elif row[0] in _NOTES:
                    notes.append(row)
                else:
                    if together or notes:
                        yield Happening(moment, tuple(together), notes=tuple(notes))
                    together, notes = [], []
                    yield Happening(moment, row=row)
            if together or notes:
                yield Happening(moment, tuple(together), notes=tuple(notes))
    except (TypeError, ValueError, IndexError) as error:
        raise Unreadable(f"what was recorded at {piece.at} cannot be read: {error}") from error


def _shifted(moment: Moment, shift_s: float) -> Moment:
    return moment if not shift_s else Moment(moment.at, moment.mono + shift_s)


def later(moment: Moment, seconds: float) -> Moment:
    return Moment(moment.at + timedelta(seconds=seconds), moment.mono + seconds)
