"""The home's own priors, a file beside the database: from ``attune train``, gone once one of its teachers takes leave."""

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from devices.vocabulary import OccupantId
from models.prior import Spec, load, read, shipped, written

from ..errors import StoreFailed
from .files import write_whole
from .lock import locked
from .set_aside import set_aside

PATIENCE_S = 5.0


def priors_path(database: Path) -> Path:
    """Where ``attune train`` leaves what it found better than the shipped priors."""
    return database.with_name(database.name + "-priors.json")


def own_priors(database: Path, agreed: Iterable[OccupantId] | None = None) -> dict[str, Spec]:
    """What the home has of its own, per kind; nothing when somebody among its teachers is not (any more) in ``agreed``."""
    path = priors_path(database)
    if not path.exists():
        return {}
    if agreed is not None and not (teachers(path) or {""}) <= set(agreed):
        return {}
    return {kind: spec for kind, spec in load(path).items() if spec is not shipped().get(kind)}


def usable_priors(database: Path, now: datetime) -> tuple[dict[str, Spec] | None, tuple[str, ...]]:
    """What the home has of its own over the shipped ones, None where it has none; and what a person should know of it.

    A damaged file is set aside whole, and the shipped ones serve; another version's stays until the night makes it anew.
    """
    path = priors_path(database)
    found, wrong = read(path)
    if not wrong:
        return (found if path.exists() else None), ()
    try:
        kept = f"is kept as {set_aside(path, now).name}"
    except OSError as error:
        kept = f"cannot be set aside ({error.strerror or error})"
    return None, (f"the home's own priors were damaged ({wrong[0]}); the file {kept} and the shipped ones serve",)


def keep_priors(database: Path, specs: Mapping[str, Spec], people: Iterable[OccupantId]) -> None:
    """people: everybody whose choices are in them. Call it within ``guarded``. Raises OSError."""
    write_whole(priors_path(database), written(specs, sorted(people)))


def drop_priors(database: Path) -> bool:
    """Back to the shipped ones. Whether there was anything to drop. Raises OSError."""
    path = priors_path(database)
    found = path.exists()
    for file in (path, path.with_name(path.name + ".part")):
        file.unlink(missing_ok=True)
    return found


def drop_priors_of(database: Path, occupant: OccupantId) -> bool:
    """Back to the shipped ones if the person is among the teachers, or if nobody knows. Raises StoreFailed."""
    try:
        with guarded(database):
            people = teachers(priors_path(database))
            return drop_priors(database) if people is None or occupant in people else False
    except OSError as error:
        raise StoreFailed(f"the home's own priors could not be dropped: {error.strerror or error}") from error


def teachers(path: Path) -> frozenset[OccupantId] | None:
    """Whose choices a file of priors rests on; None when it does not say, or is not readable."""
    try:
        people = json.loads(path.read_text("utf-8")).get("people")
        return frozenset(OccupantId(str(who)) for who in people)
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return None


@contextlib.contextmanager
def guarded(database: Path) -> Iterator[None]:
    """One process at a time looks at the teachers and then writes or drops the file. Raises OSError after PATIENCE_S."""
    lock = locked(priors_path(database).with_suffix(".lock"), PATIENCE_S)
    try:
        yield
    finally:
        os.close(lock)
