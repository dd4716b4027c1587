"""What the public contract says of a decision is what its types say."""

from hub.decision_document import DecisionDocument, EventDocument, WishDocument


def test_a_decision_always_has_what_the_contract_promises() -> None:
    promised = {"id", "at", "room", "trigger", "occupants", "autonomy", "sentence", "wishes"}
    assert promised == DecisionDocument.__required_keys__
    assert {"evidence", "otherwise", "reason", "code", "undone"} <= DecisionDocument.__optional_keys__


def test_a_wish_always_has_what_the_contract_promises() -> None:
    promised = {"device", "quantity", "value", "unit", "outcome", "reason", "confidence"}
    assert promised | {"before", "code", "for"} == WishDocument.__required_keys__


def test_an_event_always_says_what_it_is_and_where() -> None:
    assert {"event_type", "room", "room_name", "decision"} == EventDocument.__required_keys__
