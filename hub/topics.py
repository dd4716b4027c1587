"""The hub's own tree on the broker: what it says about itself and what it can be told there."""

from dataclasses import dataclass

from devices.vocabulary import OccupantId


@dataclass(frozen=True, slots=True)
class Topics:
    """base: ``mqtt.base_topic``, ``attune`` by default."""

    base: str

    @property
    def status(self) -> str:
        return f"{self.base}/status"

    @property
    def decision(self) -> str:
        return f"{self.base}/decision"

    @property
    def problem(self) -> str:
        return f"{self.base}/problem"

    @property
    def pause(self) -> str:
        return f"{self.base}/pause"

    @property
    def pause_set(self) -> str:
        return f"{self.base}/pause/set"

    @property
    def undo_set(self) -> str:
        return f"{self.base}/undo/set"

    @property
    def thanks_set(self) -> str:
        return f"{self.base}/thanks/set"

    def occupant_room(self, occupant: OccupantId) -> str:
        return f"{self.base}/occupant/{occupant}/room"

    def learning(self, occupant: OccupantId) -> str:
        return f"{self.base}/occupant/{occupant}/learning"

    def learning_set(self, occupant: OccupantId) -> str:
        return f"{self.learning(occupant)}/set"

    def orders(self, occupants: list[OccupantId]) -> frozenset[str]:
        """Topics residents and programs may write to."""
        return frozenset(
            {self.pause_set, self.undo_set, self.thanks_set} | {self.learning_set(occupant) for occupant in occupants}
        )
