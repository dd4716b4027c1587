"""What happens in the bench's home: commands of the hub, hands before, inside and after them, programs, remotes, outages.

One episode after another on each device, minutes apart, each kind as often as ``_EPISODES`` says.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from devices.vocabulary import WHITE, Value

from .device import Doing, Simulated
from .home import SimulatedHome

_EPISODES: Mapping[str, float] = {
    "the hub alone": 5, "the hub, a hand soon after": 6, "the hub, a hand later": 4, "a hand alone": 6, "the hub twice": 2,
    "another program": 2, "another program, then a hand": 1.5, "the hub, then another program": 1, "a hand on a remote": 1.5,
    "another program, slowly": 0.7, "another program, slowly, then a hand": 0.7,
    "a hand there and back": 1.5, "out of reach": 0.7, "a schedule of the device": 0.6,
}  # fmt: skip
SOON_S, LATER_S = (0.2, 5.0), (5.0, 60.0)
SLOWLY_S = (8.0, 45.0)  # how long a program of the evening's light takes to change it


@dataclass(frozen=True, slots=True)
class Living:
    """One device's episodes. together: the ids commanded with it in one group command."""

    home: SimulatedHome
    device: Simulated
    together: Sequence[Simulated] = ()
    tells_schedule: bool = False
    sleeps: bool = False

    def begin(self) -> None:
        self.home.after(self.home.rng.uniform(5.0, 60.0), self.next)

    def next(self) -> None:
        rng, has = self.home.rng, self.device.values
        kinds = dict(_EPISODES)
        if not self.device.tells_absence:
            del kinds["out of reach"]
        if "setpoint" not in has:
            del kinds["a schedule of the device"]
        if not self.device.program_is_heard:
            for kind in ("another program", "another program, then a hand", "the hub, then another program"):
                del kinds[kind]
        if not self.device.manner.fades:
            del kinds["another program, slowly"], kinds["another program, slowly, then a hand"]
        kind = rng.choices(list(kinds), list(kinds.values()))[0]
        self.device.happening = kind
        self._play(kind)
        pause = (700.0, 1500.0) if self.sleeps else (90.0, 240.0)
        self.home.after(rng.uniform(*pause), self.next)

    def _play(self, kind: str) -> None:
        rng, later = self.home.rng, self.home.after
        soon = rng.uniform(0.2, 280.0) if self.sleeps else rng.uniform(*SOON_S)
        afterwards = rng.uniform(310.0, 600.0) if self.sleeps else rng.uniform(*LATER_S)
        match kind:
            case "the hub alone":
                self.hub()
            case "the hub, a hand soon after":
                self.hub()
                later(soon, self._about(kind, self.hand))
                if rng.random() < 0.25:
                    later(soon + rng.uniform(0.8, 8.0), self._about(kind, self.hand))
            case "the hub, a hand later":
                self.hub()
                later(afterwards, self._about(kind, lambda: self.hand(small=rng.random() < 0.5)))
            case "a hand alone":
                self.hand(small=rng.random() < 0.3)
            case "the hub twice":
                self.hub()
                later(rng.uniform(0.5, 4.0), self._about(kind, self.hub))
            case "another program":
                self.program()
            case "another program, then a hand":
                self.program()
                later(rng.uniform(0.3, 8.0), self._about(kind, self.hand))
            case "another program, slowly":
                self.program(rng.uniform(*SLOWLY_S))
            case "another program, slowly, then a hand":
                fade_s = rng.uniform(*SLOWLY_S)
                self.program(fade_s)
                later(rng.uniform(0.3, 1.2) * fade_s, self._about(kind, self.hand))
            case "the hub, then another program":
                self.hub()
                later(rng.uniform(0.3, 6.0), self._about(kind, self.program))
            case "a hand on a remote":
                self.remote()
            case "a hand there and back":
                self._there_and_back()
            case "out of reach":
                self.device.leave(rng.uniform(20.0, 80.0))
                if rng.random() < 0.5:
                    later(rng.uniform(1.0, 15.0), lambda: self.device.by_hand(self._by_hand_values()))
            case "a schedule of the device":
                self.device.by_hand({"setpoint": self._number("setpoint")}, "schedule", self.tells_schedule)

    def _about(self, kind: str, then: Callable[[], None]) -> Callable[[], None]:
        def happen() -> None:
            self.device.happening = kind
            if not self.device.is_away:
                then()

        return happen

    # Doing

    def hub(self) -> None:
        values = self._hub_values()
        if not self.device.is_away:
            self.home.command({device.id: values for device in (self.device, *self.together)})

    def hand(self, small: bool = False) -> None:
        device, rng = self.device, self.home.rng
        values = self._by_hand_values(small)
        way = rng.choice(device.hands)
        by_app = getattr(device, "by_app", None)
        if way == "app" and by_app is not None:
            for topic, payload in by_app(values):
                self.home.carry(topic, payload, Doing("hand", self.home.now, is_told=True))
            return
        device.by_hand(values, slow=way == "wall" and "brightness" in values and rng.random() < 0.4)

    def program(self, fade_s: float = 0.0) -> None:
        for topic, payload in self.device.programs(self._one_value()):
            said = self.device.slowly(payload, fade_s) if fade_s else payload
            self.home.carry(topic, said, Doing("program", self.home.now))

    def remote(self) -> None:
        """A button's word first; then the lamp moves by itself (bound to it), or a program moves it."""
        device, rng = self.device, self.home.rng
        values = self._by_hand_values()
        device._send(device.press(), {})
        if "remote through a program" in device.hands and rng.random() < 0.5:
            said = list(device.programs({n: v for n, v in values.items() if n in self._one_value(values)}))
            doing = Doing("hand", self.home.now, is_told=True)
            self.home.after(rng.uniform(0.05, 0.8), lambda: self._carry_all(said, doing))
        else:
            self.home.after(rng.uniform(0.0, 0.3), lambda: device.by_hand(values))

    def _carry_all(self, said: Sequence[tuple[str, bytes]], doing: Doing) -> None:
        for topic, payload in said:
            self.home.carry(topic, payload, doing)

    def _there_and_back(self) -> None:
        """The hub sets it, a hand moves it, and moves it back to what the hub had set."""
        self.hub()
        was = {name: dial.target for name, dial in self.device.dials.items()}
        rng, later = self.home.rng, self.home.after
        first = rng.uniform(320.0, 400.0) if self.sleeps else rng.uniform(6.0, 15.0)

        def away() -> None:
            was.update({name: dial.target for name, dial in self.device.dials.items()})
            moved = self._by_hand_values()
            self.device.by_hand(moved)
            later(rng.uniform(4.0, 20.0), self._about("a hand there and back", lambda: back(moved)))

        def back(moved: Mapping[str, Value]) -> None:
            self.device.by_hand({name: was[name] for name in moved if name in was})

        later(first, self._about("a hand there and back", away))

    # Choosing

    def _hub_values(self) -> dict[str, Value]:
        rng, has = self.home.rng, self.device.values
        if "music" in has or "volume" in has:
            both = rng.random() < 0.4
            pick = rng.random() < 0.5
            found: dict[str, Value] = {}
            if "music" in has and (both or pick or "volume" not in has):
                found["music"] = self._other("music")
            if "volume" in has and (both or not pick or not found):
                found["volume"] = self._number("volume")
            return found
        if "setpoint" in has:
            return {"setpoint": self._number("setpoint")}
        if "brightness" not in has:
            return {name: not self._now(name) if isinstance(self._now(name), bool) else self._number(name) for name in has}
        if rng.random() < 0.2 and self._now("power"):
            return {"power": False}
        found = {"power": True, "brightness": self._number("brightness")}
        if "colour_temperature" in has and rng.random() < 0.6:
            found["colour_temperature"] = self._number("colour_temperature")
        if "colour" in has and rng.random() < 0.6:
            found["colour"] = self._colour()
        if rng.random() < 0.25 and self._now("power"):
            found = {name: value for name, value in found.items() if name != "power"}
        return found

    def _one_value(self, among: Mapping[str, Value] | None = None) -> dict[str, Value]:
        rng = self.home.rng
        if among is not None:
            level = [name for name in among if name != "power"]
            name = level[0] if level and among.get("power", True) else next(iter(among))
            return {name: among[name]}
        values = {n: v for n, v in self._hub_values().items() if n != "hvac_mode"}
        if "brightness" in values:
            values.pop("power", None)
        name = rng.choice(list(values))
        if name in ("colour_temperature", "colour") and not self._now("power"):
            name = "brightness"
            return {name: self._number(name)}
        return {name: values[name]}

    def _by_hand_values(self, small: bool = False) -> dict[str, Value]:
        rng, has = self.home.rng, self.device.values
        if "power" in has and "brightness" in has:
            is_on = bool(self._now("power"))
            if not is_on or (rng.random() < 0.4 and not small):
                return {"power": not is_on}
            if "colour" in has and not small and rng.random() < 0.4:
                return {"colour": self._colour()}
            name = "brightness" if "colour_temperature" not in has or rng.random() < 0.75 else "colour_temperature"
            return {name: self._near(name) if small else self._number(name)}
        names = [name for name in has if name != "hvac_mode"]
        name = rng.choice(names)
        now = self._now(name)
        if isinstance(now, bool):
            return {name: not now}
        if isinstance(now, str):
            return {name: self._other(name)}
        return {name: self._near(name) if small else self._number(name)}

    def _now(self, name: str) -> Value:
        return self.device.dials[name].target

    def _other(self, name: str) -> Value:
        others = [wish for wish in (*self.device.wishes, "silence") if wish != self._now(name)]
        return self.home.rng.choice(others)

    def _colour(self) -> str:
        return self.home.rng.choice([colour for colour in _COLOURS if colour != self._now("colour")])

    def _number(self, name: str) -> float:
        """Somewhere, though not where it is."""
        rng, now = self.home.rng, float(self._now(name))
        low, high, grain = _SPAN[name]
        for _ in range(20):
            value = rng.uniform(low, high)
            value = round(value / grain) * grain
            if abs(value - now) > 0.04 * (high - low):
                return value
        return low

    def _near(self, name: str) -> float:
        """A nudge up or down; now and then no larger than a rounding."""
        rng, now = self.home.rng, float(self._now(name))
        low, high, grain = _SPAN[name]
        span = high - low
        by = rng.choice((-1.0, 1.0)) * span * (rng.uniform(0.004, 0.008) if rng.random() < 0.05 else rng.uniform(0.04, 0.15))
        by = by if abs(by) >= grain else grain * (1 if by > 0 else -1)
        value = now + by if low <= now + by <= high else now - by
        return round(min(high, max(low, value)) / grain) * grain


_COLOURS = ("#ff0000", "#ffff00", "#00ff00", "#00ffff", "#0000ff", "#ff00ff", WHITE)
_SPAN: Mapping[str, tuple[float, float, float]] = {
    "brightness": (0.05, 1.0, 0.001), "colour_temperature": (2250.0, 3900.0, 1.0), "setpoint": (16.0, 24.0, 0.5),
    "volume": (0.05, 0.8, 0.01), "position": (0.0, 1.0, 0.01), "fan_speed": (0.1, 1.0, 0.01),
}  # fmt: skip
