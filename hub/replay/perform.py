"""One replay from the recorded weeks to the table: on a copy, in a folder that is gone afterwards, also while the hub runs."""

import gc
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from devices.vocabulary import OccupantId

from ..config import Config
from ..consent import Agreements
from ..errors import NotPossible
from ..recording.rows import Unreadable, base_of
from ..rehearsal.stage import Stage
from ..store import Store
from ..store.as_of import make_as_of
from ..store.begun import Lesson
from ..store.passing import passing_folder
from ..store.reader import read_pieces, read_setting
from ..store.retention import EXACT_D
from ..store.tables.recorded import Piece
from ..store.taken_along import take_along
from .clock import RelivedClock
from .course import happenings
from .lanes import Lane
from .replay import Replay
from .stand_ins import devices_in, families_of

DEVICES = "recorded_devices"
DATABASE = "replay.db"
NOTHING = (
    "nothing is recorded of these days yet: it is while the hub runs, with storage: {recorded: 30}, and while nobody may be at "
    "home who has agreed to nothing"
)


@dataclass(frozen=True, slots=True)
class Lived:
    """start, end: of what was recorded."""

    start: datetime
    end: datetime
    was: Lane
    would: Lane


def perform(database: Path, config: Config, days: int, progress: Callable[[float], None]) -> Lived:
    """The last so many days under a configuration. database: of the home whose days they are. progress: told the part that is
    over.

    Raises NotPossible where nothing is recorded, StoreFailed where it cannot be read.
    """
    with passing_folder() as folder:
        copy = folder / DATABASE
        take_along(database, copy)
        recorded = read_pieces(copy)
        pieces = _of_days(recorded, days)
        devices = devices_in(read_setting(copy, DEVICES) or [])
        if not devices or not any(piece.rows for _, piece in pieces):
            raise NotPossible(NOTHING, "nothing_recorded")
        start, end = pieces[0][1].at, pieces[-1][1].at
        began = pieces[0][1].began or {}
        stands = began.get("stands", {})
        make_as_of(copy, start, stands, _lessons_until(recorded, start))
        with Store.open(copy) as store:
            agreed = {OccupantId(who): person.learn for who, person in config.occupants.items()}
            store.agreements = Agreements(agreed, store.consents.all())
            store.recorded.put_back(stands)
            for key, value in began.get("settings", {}).items():
                store.settings.put(key, value)
        lived = _in_memory(config, copy)
        try:
            clock = RelivedClock(base_of(list(pieces[0][1].base)))
            whole = sum(len(piece.rows) for _, piece in pieces) + 1
            starts = sum(piece.kind == "start" for _, piece in pieces[1:])
            replay = Replay(lived, devices, clock, lambda done: progress(min(1.0, done / whole)), starts)
            with Stage(lived, copy, clock, replay.hear, families_of(devices)) as stage:
                gc.freeze()  # as in the running hub: what is there now stays
                gc.set_threshold(10_000, 20, 20)
                replay.live(stage, happenings(pieces))
        except Unreadable as error:
            raise NotPossible(str(error), "unreadable") from error
        return Lived(start, end, replay.was, replay.would)


def _of_days(pieces: list[tuple[int, Piece]], days: int) -> list[tuple[int, Piece]]:
    """Up to the last thing recorded, from the first piece on that can be begun with: how everything was is known there, or the
    hub had just started, best for the first time."""
    if not pieces:
        return []
    since = pieces[-1][1].at - timedelta(days=days)
    known = (
        i
        for i, (_, piece) in enumerate(pieces)
        if piece.at >= since and (piece.began is not None or (piece.kind == "start" and i == 0))
    )
    starts = (i for i, (_, piece) in enumerate(pieces) if piece.at >= since and piece.kind == "start")
    first = next(known, next(starts, None))
    return [] if first is None else pieces[first:]


def _lessons_until(pieces: list[tuple[int, Piece]], start: datetime) -> list[Lesson]:
    """Those since a week before the hub last started, with the times they had then: what it learned since it knew exactly."""
    started = max((piece.at for _, piece in pieces if piece.kind == "start" and piece.at <= start), default=start)
    oldest = started - timedelta(days=EXACT_D)
    noted = (piece.began.get("stands", {}) for _, piece in pieces if piece.began is not None and piece.at <= start)
    lessons = (lesson for stands in noted for lesson in stands.get("lessons", ()))
    return [lesson for lesson in lessons if datetime.fromisoformat(lesson[1]) >= oldest]


def _in_memory(config: Config, copy: Path) -> Config:
    """The same home, with no way out of it."""
    return replace(
        config,
        storage=replace(config.storage, path=copy, recorded=0),
        home_assistant=replace(config.home_assistant, url=None, token=None, announce=False),
        families={},
    )
