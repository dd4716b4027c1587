"""What was decided is carried out: at once, in steps, or a moment later; and said again where nothing answers.

In the flow: Wish → Decision → Command. Commands are perishable: nothing waits longer than a few seconds.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from devices.vocabulary import LIT, WHITE, DeviceId, Moment, OccupantId, Role, RoomId, Value, endpoint_of

from ..consent import HOUSE
from ..deciding.limits import limited
from ..deciding.room_view import RoomView
from ..decision import Decision, Outcome, Reason, Trigger, Wish
from ..house import Current, House
from ..learning.teaching import act_of
from ..safety.rails import LIGHT_EVERY_S, WAIT, ramp
from ..sending.heating_steps import HeatingSteps
from ..sending.outbox import by_device
from .few_suggestions import asks, count, few
from .reporting import Reporting


@dataclass(frozen=True, slots=True)
class Later:
    """A command that waits its turn: a ramp's further steps, a lamp that was moved a moment ago. due: monotonic."""

    due: float
    device: DeviceId
    values: Mapping[str, Value]
    decision: str

    def without(self, traits: Collection[str]) -> "Later":
        return replace(self, values={name: value for name, value in self.values.items() if name not in traits})


class Ids:
    """Names for decisions: short, each once, later ones sort later. Milliseconds since 2020 in base 36; two in one
    millisecond get neighbouring ones."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self, now: Moment) -> str:
        self._last = number = max(self._last + 1, int((now.at.timestamp() - 1_577_836_800) * 1000))
        digits = ""
        while number > 0:
            number, digit = divmod(number, 36)
            digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
        return digits


class CarryOut:
    """Owned by the loop's thread. new_id: names decisions, each once."""

    def __init__(self, current: Current, reporting: Reporting, new_id: Callable[[Moment], str] | None = None) -> None:
        self._current, self._reporting, self._new_id = current, reporting, new_id or Ids()
        self._later: list[Later] = []
        self.heating = HeatingSteps()

    @property
    def house(self) -> House:
        return self._current.house

    def next_deadline(self) -> float | None:
        """Monotonic time at which something waits to be sent, None when nothing does."""
        return min((later.due for later in self._later), default=None)

    def decide(
        self,
        room: RoomId,
        trigger: Trigger,
        wishes: list[Wish],
        now: Moment,
        reason: Reason | None = None,
        may_be: Iterable[OccupantId] = (),
    ) -> Decision:
        """Sends what passed, at once. What could not be sent is held with its reason. reason: why the rest was not weighed.
        may_be: who may be there, where nobody is known to be; what is done for them is judged by none of them."""
        house = self.house
        decision_id = self._new_id(now)
        wishes = self._carry_out(few(house, room, wishes, now) if asks(wishes) else wishes, decision_id, now)
        maybe = tuple(sorted(may_be))
        people = maybe or tuple(sorted(house.presence.in_room(room)))
        decision = Decision(
            decision_id,
            now,
            room,
            trigger,
            people,
            house.ceiling(room),
            tuple(wishes),
            reason=reason,
            is_one_of_them=bool(maybe),
        )
        for act in house.ledger.standing_in(room) if maybe not in ((), (HOUSE,)) else ():
            if act.decision == decision_id:
                house.ledger.settle(act)
        self.heating.take(decision, now)
        if asks(decision.wishes):  # the commands are out
            count(house, decision.wishes, now)
        if trigger is Trigger.EMPTY and decision.sent():
            house.ledger.forget_arrivals(room)  # coming back into what was made dark or silent is an arrival
        return decision

    def _carry_out(self, wishes: list[Wish], decision_id: str, now: Moment) -> list[Wish]:
        house = self.house
        passed = [wish for wish in wishes if wish.outcome is Outcome.SENT]
        if not passed:
            return wishes
        values = by_device(passed)
        for wish in passed:
            if wish.reason.code == WAIT:
                self._wait(wish.device, values.pop(wish.device, {}), decision_id, now)
            elif wish.quantity == "volume":
                self._ramp(wish, values, decision_id, now)
        fades = {wish.device: wish.fade_s for wish in passed if wish.fade_s is not None}
        problems = house.outbox.send(values, decision_id, now, fades=fades)
        done = []
        for wish in wishes:
            problem = problems.get(wish.device, "") if wish.outcome is Outcome.SENT else ""
            if problem:
                wish = replace(wish, outcome=Outcome.HELD, reason=Reason("unreachable", problem))
            elif wish.outcome is Outcome.SENT:
                house.command_history.record(wish, now, decision_id)
                house.ledger.act(act_of(wish, decision_id, now))
                house.bursts.drop(wish.device, wish.trait)
                if wish.now is None and wish.quantity in LIT:
                    wish = replace(wish, behind=house.readings.lit_with(wish.device, wish.trait))
                elif wish.now == WHITE and wish.quantity == "colour":
                    warmth = f"colour_temperature{endpoint_of(wish.trait, wish.quantity)}"
                    wish = replace(wish, behind=house.readings.last(wish.device, warmth))
            done.append(wish)
        for device_id, sent in values.items():
            device = house.catalogue.devices[device_id]
            # Said again alone, what a dark lamp is to come on with would light it.
            asked = sent.keys() - house.outbox.beside_off(device_id, sent).keys()
            told_back = {name: value for name, value in sent.items() if name in asked and device.traits[name].tells}
            if not problems[device_id] and told_back and house.outbox.answers(device):
                room = house.readings.room_of[device_id]
                lasts_s = house.outbox.window_s(device) + fades.get(device_id, 0.0)
                house.confirmations.sent(device_id, room, told_back, decision_id, now, lasts_s)
        if any(wish.reason.code == "too_many" for wish in done):
            self._reporting.problem(house.command_history.observe(now))
        return done

    def _wait(self, device: DeviceId, values: Mapping[str, Value], decision_id: str, now: Moment) -> None:
        """A lamp is changed at most once in two seconds: the newest command goes out when they are over."""
        if values:
            self._later = [later for later in self._later if later.device != device]
            due = self.house.command_history.light_at.get(device, now.mono) + LIGHT_EVERY_S
            self._later.append(Later(due, device, values, decision_id))

    def _ramp(self, wish: Wish, values: dict[DeviceId, dict[str, Value]], decision_id: str, now: Moment) -> None:
        """A volume raised while something plays goes up over a few seconds."""
        house = self.house
        playing = RoomView(house, wish.room, now).rail_input(wish, Trigger.ARRIVAL).is_playing
        if not playing or not isinstance(wish.value, float) or not isinstance(wish.now, float):
            return
        first, *further = ramp(wish.now, wish.value)
        values[wish.device][wish.trait] = first[1]
        self._later += [Later(now.mono + s, wish.device, {wish.trait: value}, decision_id) for s, value in further]

    def send_later(self, now: Moment) -> None:
        """What waited and is due: unless somebody has set something else meanwhile, or has left."""
        house = self.house
        due = [later for later in self._later if later.due <= now.mono]
        self._later = [later for later in self._later if later.due > now.mono]
        for later in due:
            device = house.catalogue.devices.get(later.device)
            room = house.readings.room_of.get(later.device)  # none: the configuration has changed meanwhile
            free = {t: v for t, v in later.values.items() if self._may_follow(later.device, t, v, now)}
            if device is not None:
                dark = house.outbox.beside_off(later.device, later.values).keys()
                if dark and not house.outbox.beside_off(later.device, free):
                    free = {trait: value for trait, value in free.items() if trait not in dark}
            if device is None or room is None or not free or house.paused or house.is_known_empty(room):
                continue
            free = limited(RoomView(house, room, now), later.device, free)
            if not free:
                continue
            if house.outbox.send({later.device: free}, later.decision, now)[later.device]:
                continue
            if device.role is Role.LIGHT:
                house.command_history.light_at[later.device] = now.mono

    def _may_follow(self, device: DeviceId, trait: str, value: Value, now: Moment) -> bool:
        """Nobody has set something else meanwhile; an undo holds the very value it waits to put back."""
        hold = self.house.ledger.held(device, trait, now)
        return hold is None or hold.value == value

    def confirm(self, now: Moment) -> None:
        """Says again what no device has confirmed; three times in all."""
        house = self.house
        again, given_up = house.confirmations.due(now)
        for awaited in again:
            stands = {n: v for n, v in awaited.values.items() if house.ledger.held(awaited.device, n, now) is None}
            device = house.catalogue.devices.get(awaited.device)
            if device is not None and stands:
                stands = limited(RoomView(house, house.readings.room_of[awaited.device], now), awaited.device, stands)
            if not stands or device is None or house.paused or not house.command_history.may_retry(awaited.device, now):
                house.confirmations.drop(awaited.device)
                continue
            house.outbox.send({awaited.device: stands}, awaited.decision, now, is_again=True)
            house.command_history.record_retry(awaited.device, now)
            house.confirmations.again(replace(awaited, values=stands), now)
        for awaited in given_up:
            self._came_to_nothing(awaited.device)
            self._reporting.problem(
                f"{awaited.device} did not do what it was told three times: is it powered and in reach?", awaited.room
            )

    def refused(self, devices: Iterable[DeviceId]) -> None:
        """The broker did not pass on what these were told: they cannot have done it, and nothing is waited for."""
        for device in devices:
            self.house.confirmations.drop(device)
            self._came_to_nothing(device)

    def _came_to_nothing(self, device: DeviceId) -> None:
        self.house.attribution.withdraw(device)
        self.house.ledger.never_done(device)

    # Taken back

    def drop_later(self) -> None:
        """Commands are perishable: what waited when the broker was lost is not sent afterwards."""
        self._later.clear()

    def take_back(self, decision_id: str) -> set[tuple[DeviceId, str]]:
        """What of a decision waited to be sent, as device and trait: it is not sent any more."""
        waiting = {(later.device, trait) for later in self._later if later.decision == decision_id for trait in later.values}
        self._later = [later for later in self._later if later.decision != decision_id]
        return waiting

    def give_up(self, device: DeviceId, traits: Collection[str]) -> None:
        """Somebody moved these: nothing more is sent of them. What waits of one alone ends with the hold that stands then."""
        for trait in traits:
            self.house.confirmations.drop(device, trait)
        if len(traits) > 1:
            self._later = [later.without(traits) if later.device == device else later for later in self._later]
