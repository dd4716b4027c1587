"""What a preference says of a value."""

import pytest

from models.kind import kinds
from models.preference import hit


@pytest.mark.parametrize(
    ("kind", "predicted", "value", "right"),
    [
        ("brightness", 0.5, 0.64, True),
        ("brightness", 0.5, 0.66, False),
        ("music", "jazz", "jazz", True),
        ("music", "jazz", "calm", False),
        ("power", True, False, False),
        ("brightness", None, 0.5, None),
    ],
)
def test_a_guess_is_right_when_it_would_have_been_left_alone(
    kind: str, predicted: object, value: object, right: bool | None
) -> None:
    assert hit(kinds()[kind], predicted, value) is right  # type: ignore[arg-type]
