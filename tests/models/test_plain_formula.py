"""What is quick comes to what the plain formula says, to a thousandth of a millionth."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from devices.vocabulary import OccupantId, Value
from models.choices import ChoiceMemory
from models.context import Context
from models.example import DEFAULT_WEIGHT, Example, Source
from models.features import layout
from models.kind import kinds
from models.prior import shipped
from models.values import ValueMemory

from .builders import ANA, EVENING, ZONE
from .plain_choice import PlainChoice

ROOMS, PLACES = ("kitchen", "living"), ("lamp.power",)
CHOSEN: dict[str, tuple[Value, ...]] = {"power": (True, False), "music": ("calm", "jazz", "silence", "gone")}
CLOSE = 1e-9


@st.composite
def moments(draw: Callable[..., Any], most: int) -> list[Context]:
    """In time order, seconds to days apart, in rooms and places that are known and that are not."""
    at, found = EVENING.astimezone(ZONE), []
    for _ in range(draw(st.integers(1, most))):
        at += timedelta(seconds=draw(st.one_of(st.integers(1, 7_200), st.integers(1, 400_000))))
        found.append(
            Context(
                at.astimezone(ZONE),
                draw(st.sampled_from(("kitchen", "living", "attic"))),
                draw(st.sampled_from((None, None, "lamp.power", "strip.power"))),
                illuminance_lx=draw(st.sampled_from((None, 3.0, 900.0))),
                sun_elevation_deg=draw(st.sampled_from((None, -12.0, 40.0))),
                activity=draw(st.sampled_from((None, "reading", "dancing"))),
                company=draw(st.sampled_from((None, True, False))),
                together=draw(st.sampled_from(((), ("ana", "ben"), ("ana", "cleo")))),
            )
        )
    return found


def lessons(draw: Callable[..., Any], kind: str, values: st.SearchStrategy[Value], contexts: list[Context]) -> list[Example]:
    found = []
    for context in contexts:
        source = draw(st.sampled_from((Source.HAND, Source.ACCEPT, Source.HISTORY)))
        weight = DEFAULT_WEIGHT[source] * draw(st.sampled_from((1.0, 1.0, 0.6)))
        found.append(Example(OccupantId(ANA), kind, draw(values), weight, context.local, context, source))
    return found


@pytest.mark.parametrize("kind", sorted(CHOSEN))
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_choice_is_what_the_plain_formula_says(kind: str, data: st.DataObject) -> None:
    spec = kinds()[kind]
    *past, now = data.draw(moments(18))
    learned = lessons(data.draw, kind, st.sampled_from(CHOSEN[kind]), past)
    columns = layout(spec.looks_at, ROOMS, PLACES)
    belief = shipped()[kind].belief(spec, columns)
    memory = ChoiceMemory(spec, columns, belief, CHOSEN[kind][:3])
    for one in learned:
        memory.learn(one)
    plain = PlainChoice(columns, belief, memory.options, kind == "power").predict(learned, now)
    said = dict(memory.predict(now, now.local).options)
    assert [said[option] for option in memory.options] == pytest.approx(plain, abs=CLOSE)
    assert sum(said.values()) == pytest.approx(1.0, abs=CLOSE)
    assert memory.likelihood(now, memory.options[0], now.local) == said[memory.options[0]]


@pytest.mark.parametrize("kind", sorted(CHOSEN))
@settings(max_examples=10, deadline=None)
@given(st.data())
def test_another_habit_is_what_the_plain_formula_says(kind: str, data: st.DataObject) -> None:
    spec, columns, learned = kinds()[kind], layout(kinds()[kind].looks_at, ROOMS, PLACES), list[Example]()
    old, new = CHOSEN[kind][:2]
    evenings = 12 + data.draw(st.integers(1, 5))
    for day in range(evenings):
        for hour in (-8, 0):
            at = (EVENING + timedelta(days=day, hours=hour, minutes=data.draw(st.integers(0, 60)))).astimezone(ZONE)
            value = new if day >= 12 and (hour == 0 or data.draw(st.booleans())) else old
            learned.append(Example(OccupantId(ANA), kind, value, 1.0, at, Context(at, "living"), Source.HAND))
    now = Context((EVENING + timedelta(days=evenings, minutes=20)).astimezone(ZONE), "living")
    belief = shipped()[kind].belief(spec, columns)
    memory = ChoiceMemory(spec, columns, belief, CHOSEN[kind][:3])
    memory.learn_all(learned)
    plain = PlainChoice(columns, belief, memory.options, kind == "power").predict(learned, now)
    assert [dict(memory.predict(now, now.local).options)[option] for option in memory.options] == pytest.approx(
        plain, abs=CLOSE
    )


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_number_is_what_the_plain_formula_says(data: st.DataObject) -> None:
    spec = kinds()["brightness"]
    *past, now = data.draw(moments(18))
    columns = layout(spec.looks_at, ROOMS, PLACES)
    memory = ValueMemory(spec, columns, shipped()["brightness"].belief(spec, columns))
    for one in lessons(data.draw, "brightness", st.floats(0.01, 1.0), past):
        memory.learn(one)
    assume(not memory._levels.is_heard)  # who goes by a few levels is told one of them, not the line
    x, known, guess = columns.vector(now), memory.fit, memory.predict(now, now.local)
    mean = spec.centre + spec.scale * (x @ known.coef)
    spread2 = (x @ known.inverse @ x + known.s2) * memory._watch.calibration.factor
    assert guess.mean == pytest.approx(np.clip(mean, spec.low, spec.high), abs=CLOSE)
    assert guess.spread == pytest.approx(spec.scale * np.sqrt(spread2), abs=CLOSE)
