"""The body of ``attune train``: the examples of people who agreed, read beside the running hub; the home's own priors out."""

from pathlib import Path
from typing import Any

from devices.vocabulary import OTHER_MUSIC, OccupantId
from models.example import Example
from models.kind import kinds
from models.prior import Spec, shipped
from models.training.train import train as refit

from ..config import Config
from ..consent import allowed
from ..errors import StoreFailed
from ..store.priors import drop_priors, guarded, keep_priors, own_priors, priors_path, teachers
from ..store.reader import read_consents, read_examples


def train(config: Config) -> dict[str, Any]:
    """What came of every kind, in words and figures. Raises StoreFailed.

    ``promoted`` counts what was kept: nothing, when one of its teachers was forgotten or withdrew while it ran.
    """
    database = config.storage.path
    examples, refused = _agreed(config)
    places = sorted({example.context.place for example in examples if example.context.place is not None})
    present = {**shipped(), **_standing(database, examples, refused)}
    report = refit(examples, list(config.rooms), places, present=present)
    promoted = 0
    try:
        with guarded(database):
            # Read again: while this ran somebody may have taken leave, and the file with them.
            now, refused = _agreed(config)
            standing = _standing(database, now, refused)
            earlier = (teachers(priors_path(database)) or frozenset()) if standing else frozenset()
            if report.promoted and report.teachers <= _still(examples, now):
                keep_priors(database, {**standing, **report.promoted}, earlier | report.teachers)
                promoted = len(report.promoted)
            elif not standing:
                drop_priors(database)
    except OSError as error:
        raise StoreFailed(f"the home's own priors could not be written: {error.strerror or error}") from error
    return {**report.to_json(), "promoted": promoted}


def _agreed(config: Config) -> tuple[list[Example], set[tuple[OccupantId, str]]]:
    """What people agree to have learned now, each kind by its own domain; and of whom what is stored that they do not."""
    narrowed = read_consents(config.storage.path)
    agreed: list[Example] = []
    refused: set[tuple[OccupantId, str]] = set()
    for example in read_examples(config.storage.path):
        if example.value == OTHER_MUSIC:
            continue  # it says that the hub was wrong, and nothing of what is wanted
        block, kind = config.occupants.get(example.occupant), kinds().get(example.kind)
        if block is not None and kind is not None and allowed(block.learn, narrowed.get(example.occupant), kind.domain):
            agreed.append(example)
        else:
            refused.add((example.occupant, example.kind))
    return agreed, refused


def _standing(database: Path, agreed: list[Example], refused: set[tuple[OccupantId, str]]) -> dict[str, Spec]:
    """The home's own priors, as long as every teacher is here and agrees to what they taught."""
    own = own_priors(database, {example.occupant for example in agreed})
    taught = {(who, kind) for who in teachers(priors_path(database)) or () for kind in own}
    return {} if taught & refused else own


def _still(used: list[Example], now: list[Example]) -> set[OccupantId]:
    """Who still agrees to every kind that was used, and has some of it left: forgetting leaves none."""
    rows = {(example.occupant, example.id, example.at) for example in now}
    left = {(example.occupant, example.kind) for example in used if (example.occupant, example.id, example.at) in rows}
    return {who for who, _ in left} - {example.occupant for example in used if (example.occupant, example.kind) not in left}
