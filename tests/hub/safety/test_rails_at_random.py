"""Twenty thousand wishes of a model gone mad, NaN and infinities included, through the rails over many simulated days.

The home below keeps its own log of what it was told and judges it by the safety rules' text alone, never by the rails' code.
"""

import math
import os
import random
from bisect import bisect_right
from dataclasses import replace

import pytest

from devices.vocabulary import QUANTITIES, Device, DeviceId, Role, RoomId, Value
from hub.decision import Outcome, Trigger, Wish
from hub.safety.command_history import CommandHistory
from hub.safety.rails import LIGHT_EVERY_S, WAIT, RailInput, apply_rails, ramp

from ..build import moment
from ..rails_home import CLIMATE, LIGHT, PLAYER, device, with_trait

WISHES = 20_000
MINUTE, HOUR = 60.0, 3600.0
FORBIDDEN = ("front lock", "garage door", "heater plug", "valve relay", "kettle")
MOTORS = ("position", "fan_speed")
ROOMS = (RoomId("living"), RoomId("bed"))


def things() -> dict[DeviceId, tuple[RoomId, Device]]:
    """Two rooms of everything, odd ranges and steps among it, and what must never move."""
    found = []
    for room in ROOMS:
        lamp = device(f"{room} lamp", Role.LIGHT, *LIGHT)
        valve = device(f"{room} trv", Role.CLIMATE, *CLIMATE)
        found += [
            (room, lamp),
            (room, with_trait(device(f"{room} coarse lamp", Role.LIGHT, *LIGHT), "brightness", step=0.15)),
            (room, with_trait(device(f"{room} cold lamp", Role.LIGHT, *LIGHT), "colour_temperature", low=3500.0)),
            (room, device(f"{room} tree", Role.SWITCH, "power")),
            (room, valve),
            (room, with_trait(device(f"{room} odd trv", Role.CLIMATE, *CLIMATE), "setpoint", low=-10.0, high=60.0, step=1.7)),
            (room, with_trait(device(f"{room} radio", Role.PLAYER, *PLAYER), "volume", step=0.07)),
        ]
    living = ROOMS[0]
    found += [
        (living, device("front lock", Role.LOCK, "power")),
        (living, device("garage door", Role.COVER, "position", "power")),
        (living, device("bath fan", Role.FAN, "power", "fan_speed")),
        (living, device("living blind", Role.COVER, "position")),
        (living, device("heater plug", Role.SWITCH, "power")),
        (living, device("valve relay", Role.SWITCH, "power", hazard="it is a valve")),
        (living, device("kettle", Role.LIGHT, "power")),
    ]
    return {thing.id: (room, thing) for room, thing in found}


class Home:
    """Obeys, remembers when it was told what, and complains about any breach of F1 to F8."""

    def __init__(self) -> None:
        self.state: dict[tuple[DeviceId, str], Value] = {}
        self.setpoints: dict[RoomId, float] = {}
        self.modes: dict[DeviceId, list[float]] = {}
        self.lights: dict[DeviceId, list[float]] = {}
        self.motors: dict[DeviceId, float] = {}
        self.commands: list[tuple[float, DeviceId]] = []
        self.manual: dict[DeviceId, float] = {}
        self.told = 0

    def is_told(self, wish: Wish, c: RailInput, at_s: float, decided_s: float) -> None:
        """at_s: when it hears; decided_s: a little earlier where a lamp had to wait for its turn."""
        self.told += 1
        key, value = (wish.device, wish.trait), wish.value
        before = self.state.get(key)
        assert wish.device not in FORBIDDEN, "F7"
        assert wish.quantity in {*LIGHT, *CLIMATE, *PLAYER, *MOTORS}, "F7"
        assert (wish.device, wish.quantity) != ("bath fan", "power"), "F7"
        if not isinstance(value, bool | str):
            assert math.isfinite(value)
            bounds = QUANTITIES[wish.quantity]
            assert bounds.low is None or value >= bounds.low
            assert bounds.high is None or value <= bounds.high
        match wish.quantity:
            case "setpoint":
                assert isinstance(value, float)
                assert 7.0 <= value <= 28.0, "F1"
                assert c.temperature[0] <= value <= c.temperature[1], "F1"
                assert at_s - self.setpoints.get(wish.room, -math.inf) >= 10 * MINUTE, "F2"
                assert isinstance(before, float)
                assert abs(value - before) <= 3.0 + 1e-6, "F2"
                assert c.knows_temperature or c.anyone_home or value <= before, "F4"
                self.setpoints[wish.room] = at_s
            case "hvac_mode":
                earlier = self.modes.setdefault(wish.device, [])
                assert all(at_s - t >= 5 * MINUTE for t in earlier[-1:]), "F3"
                assert sum(at_s - t < HOUR for t in earlier) < 4, "F3"
                assert c.knows_temperature or c.anyone_home, "F4"
                earlier.append(at_s)
            case "music":
                assert not c.is_quiet or value == "silence" or before not in (None, "silence"), "F5"
            case "volume":
                assert isinstance(value, float)
                assert value <= (0.25 if c.is_quiet else 0.60) + 1e-6, "F5"
                assert value <= c.volume + 1e-6, "F5"
                assert value <= self.manual.get(wish.device, 1.0) + 0.10 + 1e-6, "F5"
                if isinstance(before, float) and value > before + 0.03:
                    steps = ramp(before, value)
                    assert len(steps) <= 4, "F5"
                    assert steps[-1] == (steps[-1][0], value), "F5"
                    assert steps[-1][0] - steps[0][0] >= 3.0, "F5"
            case "position" | "fan_speed":
                assert isinstance(value, float)
                assert at_s - self.motors.get(wish.device, -math.inf) >= MINUTE, "a motor at work"
                is_quieter = wish.quantity == "fan_speed" and isinstance(before, float) and value <= before + 1e-6
                assert not c.is_quiet or is_quieter, "a motor at night"
                self.motors[wish.device] = at_s
            case _:
                assert all(at_s - t >= 2.0 - 1e-6 for t in self.lights.get(wish.device, ())[-1:]), "F6"
                if c.is_quiet and wish.quantity == "brightness":
                    assert isinstance(value, float)
                    assert value <= 0.30 + 1e-6, "F6"
                if c.is_quiet and wish.quantity == "colour_temperature":
                    assert isinstance(value, float)
                    assert value <= 2700.0 + 1e-6, "F6"
                if c.is_quiet and value is True and before is not True:
                    level = self.state.get((wish.device, "brightness"))
                    assert isinstance(level, float), "F6"
                    assert level <= 0.31, "F6"
                self.lights.setdefault(wish.device, []).append(at_s)
        self.commands.append((decided_s, wish.device))
        self.state[key] = value


def most_within(times: list[float], window_s: float) -> int:
    """How many at most fell into any stretch of so many seconds."""
    times = sorted(times)
    return max((bisect_right(times, t + window_s) - i for i, t in enumerate(times)), default=0)


def wished_value(rng: random.Random, quantity: str, of: Device) -> object:
    """Mostly within reason and a little beyond, sometimes mad."""
    if rng.random() < 0.15:
        mad = (
            math.nan,
            math.inf,
            -math.inf,
            1e308,
            -1e308,
            10**400,
            -0.0,
            5e-324,
            True,
            False,
            None,
            "",
            "on",
            b"1",
            [1.0],
            1j,
        )
        return rng.choice(mad)
    trait = of.traits[quantity]
    if trait.choices:
        return rng.choice(trait.choices)
    if quantity == "power":
        return rng.random() < 0.5
    middle, spread = {"setpoint": (21.0, 8.0), "colour_temperature": (3500.0, 2000.0)}.get(quantity, (0.5, 0.5))
    return rng.gauss(middle, spread)


def by_hand(rng: random.Random, home: Home, memory: CommandHistory, wish: Wish, of: Device) -> None:
    """Now and then a resident sets it, anywhere the device goes."""
    trait = of.traits[wish.trait]
    if trait.low is not None and trait.high is not None:
        value = rng.uniform(trait.low, trait.high)
        home.state[wish.device, wish.trait] = value
        if trait.quantity == "volume":
            home.manual[wish.device] = value
            memory.record_manual(wish.device, value)


SEEDS = [1, 2, int(os.environ["ATTUNE_SEED"])]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_model_however_mad_gets_past_the_safety_rules(seed: int) -> None:
    print(f"seed {seed}: repeat with ATTUNE_SEED={seed}")
    rng, home, memory, at_s = random.Random(seed), Home(), CommandHistory(), 0.0
    all_things = things()
    waiting: dict[DeviceId, tuple[float, float, Wish, RailInput]] = {}
    of = all_things[DeviceId("bed radio")][1]
    for i in range(WISHES):
        # Now and then a storm: of wishes for everything, or for one thing alone.
        is_storm, is_about_one = i % 1000 < 150, i % 2000 < 1000
        at_s += 0.05 if is_storm else rng.choice((0.01, 0.4, 1.0, 3.0, 20.0, 120.0)) * rng.random()
        for due_s, decided_s, later, then in sorted(waiting.values(), key=lambda w: w[0]):
            if due_s <= at_s:
                del waiting[later.device]
                memory.light_at[later.device] = moment(due_s).mono
                home.is_told(later, then, due_s, decided_s)
        if not (is_storm and is_about_one) or i % 1000 == 0:
            of = rng.choice(list(all_things.values()))[1]
        room = all_things[of.id][0]
        quantity = rng.choice(list(of.traits))
        wish = Wish(room, of.id, quantity, quantity, wished_value(rng, quantity, of), None, rng.random())  # type: ignore[arg-type]
        if rng.random() < 0.05:
            by_hand(rng, home, memory, wish, of)
            waiting.pop(of.id, None)  # what a person sets stands
        wish = replace(wish, now=home.state.get((of.id, quantity)))
        if rng.random() < 0.02:
            wish = replace(wish, quantity=rng.choice(list(QUANTITIES)))
        playing, level = home.state.get((of.id, "music")), home.state.get((of.id, "brightness"))
        c = RailInput(
            device=of,
            trait=of.traits[quantity],
            trigger=rng.choice((Trigger.ARRIVAL, Trigger.EMPTY, Trigger.STEP)),
            temperature=(rng.choice((7.0, 16.0, 18.0)), rng.choice((22.0, 24.0, 28.0))),
            volume=rng.choice((1.0, 0.5, 0.2)),
            is_quiet=int(at_s // (8 * HOUR)) % 2 == 1,
            anyone_home=rng.choice((True, False, None)),
            knows_temperature=rng.random() < 0.5,
            is_playing=None if playing is None else playing != "silence",
            is_lit=home.state.get((of.id, "power")) is True,
            lit_with=level if isinstance(level, float) else None,
        )
        railed = apply_rails(wish, c, memory, moment(at_s))
        if railed.outcome is Outcome.HELD:
            assert railed.reason.code
            assert railed.reason.words
            continue
        if railed.reason.code == WAIT:  # the newest goes out when the lamp's two seconds are over
            due_s = at_s + LIGHT_EVERY_S - (moment(at_s).mono - memory.light_at[of.id])
            waiting[of.id] = (due_s, at_s, railed, c)
        else:
            home.is_told(railed, c, at_s, at_s)
        memory.record(railed, moment(at_s), f"d{i}")
    assert most_within([t for t, _ in home.commands], 10.0) <= 20, "F8"
    for device_id in all_things:
        assert most_within([t for t, d in home.commands if d == device_id], MINUTE) <= 5, "F8"
    assert home.told > WISHES / 40  # the rails did not just say no to everything
