"""What can be wrong with what a learner is given."""


class ModelError(Exception):
    """Base of everything the models refuse."""


class ShapeMismatch(ModelError):
    """Numbers of the wrong count for the learner."""

    def __init__(self, wanted: int, got: int) -> None:
        super().__init__(f"wanted {wanted} features, got {got}")


class UnknownValue(ModelError):
    """A value a kind cannot learn: not finite, of the wrong type, outside what the kind may be."""

    def __init__(self, kind: str, value: object) -> None:
        super().__init__(f"{kind} cannot be {value!r}")
