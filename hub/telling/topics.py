"""The hub's own tree on the broker: what it says about itself and what it can be told there."""

from dataclasses import dataclass

from devices.vocabulary import OccupantId, RoomId

from ..consent import DOMAINS

# What an order may say.
NOTHING = "nothing"  # Home Assistant takes "none" for a value that is not known
ACCEPT, DECLINE, LATER, STOP, AGAIN = "accept", "decline", "later", "stop", "again"  # said to a suggestion
SAID = (ACCEPT, DECLINE, LATER, STOP, AGAIN)
WAITING = "waiting"


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
    def heartbeat(self) -> str:
        """Where the hub hears itself, beside the link's own mark."""
        return f"{self.base}/sync/heartbeat"

    @property
    def pause(self) -> str:
        return f"{self.base}/pause"

    @property
    def pause_set(self) -> str:
        return f"{self.base}/pause/set"

    @property
    def mode(self) -> str:
        """Guests, a party and the like, in the whole home."""
        return f"{self.base}/mode"

    @property
    def evening(self) -> str:
        """The evening that is offered not to count."""
        return f"{self.base}/evening"

    @property
    def forget_set(self) -> str:
        """A span that is not to count."""
        return f"{self.base}/forget/set"

    @property
    def undo_set(self) -> str:
        return f"{self.base}/undo/set"

    @property
    def thanks_set(self) -> str:
        return f"{self.base}/thanks/set"

    @property
    def health(self) -> str:
        return f"{self.base}/health"

    @property
    def figures(self) -> str:
        """How right, how often, how often taken back: by kind, of nobody."""
        return f"{self.base}/figures"

    @property
    def event(self) -> str:
        """What was decided or corrected anywhere in the home, for automations."""
        return f"{self.base}/event"

    def occupant_room(self, occupant: OccupantId) -> str:
        return f"{self.base}/occupant/{occupant}/room"

    def whereabouts(self, occupant: OccupantId) -> str:
        """The same with how sure it is and why."""
        return f"{self.base}/occupant/{occupant}/whereabouts"

    def learning(self, occupant: OccupantId) -> str:
        return f"{self.base}/occupant/{occupant}/learning"

    def learning_set(self, occupant: OccupantId) -> str:
        return f"{self.learning(occupant)}/set"

    def learning_of(self, occupant: OccupantId, domain: str) -> str:
        """domain: light, temperature or music."""
        return f"{self.learning(occupant)}/{domain}"

    def corrections(self, occupant: OccupantId) -> str:
        """A day, over the last week."""
        return f"{self.base}/occupant/{occupant}/corrections"

    def hit_rate(self, occupant: OccupantId) -> str:
        """Percent."""
        return f"{self.base}/occupant/{occupant}/hit_rate"

    def changes(self, occupant: OccupantId) -> str:
        """What they have lately chosen otherwise than before."""
        return f"{self.base}/occupant/{occupant}/changes"

    def of_occupant(self, occupant: OccupantId) -> tuple[str, ...]:
        """Every retained topic that is one person's."""
        return (
            self.occupant_room(occupant),
            self.learning(occupant),
            *(self.learning_of(occupant, domain) for domain in DOMAINS),
            self.corrections(occupant),
            self.hit_rate(occupant),
            self.changes(occupant),
            self.whereabouts(occupant),
        )

    def room(self, room: RoomId, what: str) -> str:
        """what: why, autonomy, suggestion, activity, mode, occupancy, event; an order stands one level below, at ``set``."""
        return f"{self.base}/room/{room}/{what}"

    def of_room(self, room: RoomId) -> tuple[str, ...]:
        """Every retained topic of one room."""
        told = ("why", "autonomy", "suggestion", "activity", "mode", "occupancy", "heating", "cooling")
        return tuple(self.room(room, what) for what in told)
