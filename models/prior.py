"""What most people want before a person has said anything: the shipped belief of each kind, and a home's own refit of it.

Shipped: ``priors/<kind>.json``, wide, with a note of its source. A home's: what ``attune train`` found better, a JSON file
beside the database, used only while its features and kinds are these. Beliefs are stored by column name, so that rooms may
come and go.
"""

import json
import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from .arithmetic.core import Belief
from .errors import ModelError
from .features import OWN, VERSION, Layout
from .kind import Kind, kinds

SCHEMA = 1
LARGEST_B = 2**20  # a file; a home's own takes some 20 kB
LARGEST, SMALLEST = 1e9, 1e-9  # a number in any unit there is, and what it is divided by: far beyond what anybody wants
log = logging.getLogger(__name__)


class BadPrior(ModelError):
    """A stored prior that cannot be used: wrong version, shape or number."""

    def __init__(self, kind: str, wrong: str) -> None:
        super().__init__(f"prior of {kind}: {wrong}")


class OtherVersion(BadPrior):
    """Made for other features than these: no damage, and made anew by the next training."""


@dataclass(frozen=True)
class Spec:
    """A belief in the kind's own unit. columns: name, or ``room:*`` for any room → mean and standard deviation.

    joint, covariance: columns believed together, and how; shape (len(joint), len(joint)). Others are independent.
    noise: standard deviation of one choice around what the person usually wants, worth ``noise_rows`` choices.
    """

    kind: str
    source: str
    noise: float
    noise_rows: float
    columns: Mapping[str, tuple[float, float]]
    joint: tuple[str, ...] = ()
    covariance: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))

    def of(self, name: str) -> tuple[float, float]:
        """Mean and standard deviation of one column; the first that names it, ``room:kitchen.sin1`` before ``room:*.sin1``."""
        found = self.columns.get(name)
        if found is None and ":" in name:
            group, member = name.split(":", 1)
            wave = "." + member.rsplit(".", 1)[1] if member.endswith((".sin1", ".cos1")) else ""
            found = self.columns.get(f"{group}:*{wave}") if group == "room" else self.columns.get(f"{group}:*")
        if found is None and name.startswith(f"{OWN}:"):  # two names share one of their two columns at most
            found = 0.0, self.columns.get("activity:*", (0.0, 0.0))[1]
        return found if found is not None else (0.0, 0.0)

    def belief(self, kind: Kind, layout: Layout) -> Belief:
        """As arrays over a layout's columns, in ``kind.scale`` units; numbers relative to ``kind.centre``."""
        known = [self.of(name) for name in layout.names]
        mean = np.array([m for m, _ in known]) / kind.scale
        if not kind.choice:
            mean[layout.names.index("always")] -= kind.centre / kind.scale
        covariance = np.diag([max(sd, 1e-6) ** 2 for _, sd in known])
        at = [layout.names.index(name) for name in self.joint if name in layout.names]
        if at:
            kept = [i for i, name in enumerate(self.joint) if name in layout.names]
            covariance[np.ix_(at, at)] = self.covariance[np.ix_(kept, kept)]
        return Belief(mean, covariance / kind.scale**2, (self.noise / kind.scale) ** 2, self.noise_rows)

    def to_json(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "features": VERSION,
            "kind": self.kind,
            "source": self.source,
            "noise": self.noise,
            "noise_rows": self.noise_rows,
            "columns": {name: list(pair) for name, pair in self.columns.items()},
            "joint": list(self.joint),
            "covariance": self.covariance.tolist(),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Spec":
        """Raises BadPrior for anything that could not have been written by ``to_json`` of this version."""
        kind = str(stored.get("kind", "?"))
        if stored.get("schema") != SCHEMA or stored.get("features") != VERSION:
            raise OtherVersion(kind, f"made for schema {stored.get('schema')}, features {stored.get('features')}")
        try:
            spec = cls(
                kind,
                str(stored["source"]),
                float(stored["noise"]),
                float(stored["noise_rows"]),
                {str(name): (float(mean), float(sd)) for name, (mean, sd) in stored["columns"].items()},
                tuple(str(name) for name in stored.get("joint", ())),
                np.array(stored.get("covariance") or np.zeros((0, 0)), dtype=float),
            )
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as wrong:
            raise BadPrior(kind, f"not readable: {str(wrong)[:100]}") from None
        spec._check()
        return spec

    def _check(self) -> None:
        n = len(self.joint)
        numbers = [self.noise, self.noise_rows, *(v for pair in self.columns.values() for v in pair)]
        if not all(map(math.isfinite, numbers)) or min(self.noise, self.noise_rows) < SMALLEST:
            raise BadPrior(self.kind, "a number is not finite, or the noise not positive")
        if max(map(abs, numbers)) > LARGEST:
            raise BadPrior(self.kind, "a number that nothing in a home has")
        if any(sd < 0.0 for _, sd in self.columns.values()):
            raise BadPrior(self.kind, "a negative standard deviation")
        if self.covariance.shape != (n, n) and not (n == 0 and self.covariance.size == 0):
            raise BadPrior(self.kind, f"covariance of shape {self.covariance.shape} for {n} columns")
        if n and not ((np.abs(self.covariance) <= LARGEST).all() and np.allclose(self.covariance, self.covariance.T)):
            raise BadPrior(self.kind, "covariance not finite and symmetric")
        if n and np.linalg.eigvalsh(self.covariance)[0] <= 0.0:
            raise BadPrior(self.kind, "covariance not positive")


# Standard deviations of what is believed before anybody was asked, in tolerances of the kind; the shipped priors have the same.
_WIDE = {
    "always": 2.2, "sin1": 1.1, "cos1": 1.1, "sin2": 0.5, "cos2": 0.5, "sin3": 0.25, "cos3": 0.25,
    "weekend": 0.35, "weekend.sin1": 0.25, "weekend.cos1": 0.25,
    "lux": 0.6, "lux_bright": 0.6, "lux_unknown": 0.4,
    "outdoor": 0.3, "outdoor_hot": 0.2, "outdoor_unknown": 0.3, "outdoor_mean": 0.3, "outdoor_mean_unknown": 0.3,
    "sun": 0.4, "sun_unknown": 0.3, "activity:*": 0.7, "activity_unknown": 0.3, "company": 0.5, "company_unknown": 0.2,
    "room:*": 1.5, "room:*.sin1": 0.5, "room:*.cos1": 0.5, "place:*": 1.5,
}  # fmt: skip
_NOISE, _NOISE_ROWS = 1.1, 4.0  # tolerances; choices it is worth
_CHOICE = 0.25  # of a choice, which has no tolerance: probability


def wide(kind: Kind) -> Spec:
    """What is believed of a kind nobody has set a prior for: about its centre, and not much."""
    unit = _CHOICE if kind.choice else kind.tolerance
    columns = {name: (0.0, sd * unit) for name, sd in _WIDE.items()}
    columns["always"] = (0.0 if kind.choice else kind.centre, _WIDE["always"] * unit)
    return Spec(kind.name, "Nobody was asked: the kind's own centre, widely.", _NOISE * unit, _NOISE_ROWS, columns)


@cache
def shipped() -> dict[str, Spec]:
    """The belief that comes with the program, per kind."""
    folder = files(__package__).joinpath("priors")
    found = [Spec.from_json(json.loads(f.read_text("utf-8"))) for f in folder.iterdir() if f.name.endswith(".json")]
    known = {spec.kind: spec for spec in found}
    return {name: known.get(name) or wide(kind) for name, kind in sorted(kinds().items())}


def load(path: Path) -> dict[str, Spec]:
    """The home's own beliefs, over the shipped ones. What cannot be used is left out with a warning: the shipped one serves."""
    beliefs, wrong = read(path)
    for words in wrong:
        log.warning("home's prior left out, using the shipped one: %s", words)
    return beliefs


def read(path: Path) -> tuple[dict[str, Spec], tuple[str, ...]]:
    """As ``load``; and what is damaged, each in a phrase. What another version made is left out with a warning."""
    beliefs = dict(shipped())
    try:
        if path.stat().st_size > LARGEST_B:
            raise ValueError(f"{path.stat().st_size} bytes long")
        stored = json.loads(path.read_text("utf-8"), parse_constant=_refuse)["kinds"]
        entries = [entry if isinstance(entry, dict) else {} for entry in stored.values()]
    except FileNotFoundError:
        return beliefs, ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return beliefs, (f"{path.name} not readable: {str(error)[:100]}",)
    wrong = []
    for entry in entries:
        try:
            spec = Spec.from_json(entry)
        except BadPrior as error:
            if isinstance(error, OtherVersion) and isinstance(entry.get("schema"), int):
                log.warning("home's prior left out: %s", error)
            else:
                wrong.append(str(error))
            continue
        if spec.kind in beliefs:
            beliefs[spec.kind] = spec
    return beliefs, tuple(wrong)


def written(specs: Mapping[str, Spec], people: Sequence[str] = ()) -> str:
    """The file that ``load`` reads; to be kept readable by its owner only.

    people: whose choices are in it, so that it can go when one of them does.
    """
    kinds = {name: spec.to_json() for name, spec in specs.items()}
    return json.dumps({"schema": SCHEMA, "people": list(people), "kinds": kinds}, allow_nan=False)


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is not a number")
