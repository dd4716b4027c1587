"""The body of ``attune train``: the examples of people who agreed, read beside the running hub; the home's own priors out."""

import json
from typing import Any

from devices.vocabulary import OccupantId
from models.kind import kinds
from models.learners.train import train as refit
from models.prior import load, save

from .config import Config
from .privacy import allowed
from .store import open_reader, read_examples
from .upkeep import priors_path


def train(config: Config) -> dict[str, Any]:
    """What came of every kind, in words and figures. Raises StoreFailed."""
    database = config.storage.path
    reader = open_reader(database)
    try:
        rows = list(reader.query("select occupant, domains from consents"))
    finally:
        reader.close()
    narrowed = {OccupantId(row["occupant"]): frozenset(json.loads(row["domains"])) for row in rows}

    def agrees(occupant: OccupantId, kind: str) -> bool:
        block = config.occupants.get(occupant)
        return block is not None and kind in kinds() and allowed(block.learn, narrowed.get(occupant), kinds()[kind].domain)

    kept = [example for example in read_examples(database) if agrees(example.occupant, example.kind)]
    places = sorted({example.context.place for example in kept if example.context.place is not None})
    path = priors_path(database)
    present = load(path) if path.exists() else None
    report = refit(kept, list(config.rooms), places, present=present)
    if report.promoted:
        save(path, {**(present or {}), **report.promoted}, sorted(report.teachers))
    return {**report.to_json(), "promoted": len(report.promoted)}
