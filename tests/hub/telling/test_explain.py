"""What a wish rests on, said to a person."""

from hub.consent import people_in
from hub.decision_document import EvidenceDocument
from hub.telling.explain import told

ENTRY: EvidenceDocument = {
    "device": "box",  # type: ignore[typeddict-item]
    "quantity": "music",
    "occupant": "ana",  # type: ignore[typeddict-item]
    "would_choose": "jazz",
    "spread": 0.0,
    "examples": 12.0,
    "content_with_wish": 0.9,
    "content_with_now": 0.1,
}


def test_it_is_said_who_is_there_where_that_is_what_it_goes_by() -> None:
    (plain,) = told({"evidence": [ENTRY]})  # type: ignore[typeddict-item]
    (line,) = told({"evidence": [{**ENTRY, "together": ["ben"]}]})  # type: ignore[typeddict-item]
    assert "as with" not in plain
    assert line == f"{plain}, as with ben there"


def test_who_is_named_so_is_somebody_the_decision_is_about() -> None:
    assert people_in({"evidence": [{**ENTRY, "together": ["ben"]}]}) == {"ana", "ben"}
