"""A heated house as two nodes, the air with what stands in it and the walls, and a radiator between boiler and air.

    C_air  dT/dt = to_walls (walls - T) + drafts (outdoor - T) + .7 of the radiator + half of the sun and who is there
    C_walls dT/dt = to_walls (T - walls) + shell (outdoor - walls) + neighbours (19 °C - walls) + the rest
    lag  dq/dt   = power - q                      q: what the radiator gives, power: what the boiler burns

Capacities are the classes of ISO 13790 (light 110, medium 165, heavy 260 kJ/K and m² of floor) for the walls, 20 kJ/K and m²
for the air; the air meets the walls by its simple hourly method (9.2 W/K a m²). The losses are those of four common kinds of
house; the boiler is a third larger than what they lose at -12 °C. The valve opens from shut to full over the half degree around
what it is told.
"""

from dataclasses import dataclass

STEP_S = 60.0
NEIGHBOURS_C = 19.0
DESIGN_C, SPARE = -12.0, 1.33
BAND_C = 0.5
AIR_SHARE = 0.7
GLASS = 0.35  # of a window's area times what falls on the level, for windows to all sides


@dataclass(frozen=True, slots=True)
class House:
    """floor in m²; drafts, shell and neighbours in W/K; heavy in kJ/K and m²; lag of the radiator in minutes; glass in m²."""

    name: str
    floor: float
    drafts: float
    shell: float
    neighbours: float
    heavy: float
    lag_min: float
    glass: float

    @property
    def power_w(self) -> float:
        lost = self.drafts + self.shell
        return SPARE * (lost * (20.0 - DESIGN_C) + self.neighbours)


HOUSES = (
    House("old brick", 100.0, drafts=130.0, shell=190.0, neighbours=0.0, heavy=260.0, lag_min=15.0, glass=14.0),
    House("timber frame", 110.0, drafts=75.0, shell=85.0, neighbours=0.0, heavy=110.0, lag_min=10.0, glass=18.0),
    House("flat", 70.0, drafts=45.0, shell=40.0, neighbours=70.0, heavy=165.0, lag_min=12.0, glass=9.0),
    House("floor heating", 130.0, drafts=55.0, shell=70.0, neighbours=0.0, heavy=260.0, lag_min=90.0, glass=22.0),
)


class Heated:
    """One house on its way through the winter. All °C and W; ``burnt_j`` in joules since the start."""

    def __init__(self, house: House, air_c: float = 18.0) -> None:
        self.air, self.walls, self.radiator, self.burnt_j = air_c, air_c - 1.0, 0.0, 0.0
        self._house = house
        self._power = house.power_w
        self._air_j, self._walls_j = 20e3 * house.floor, house.heavy * 1e3 * house.floor
        self._to_walls = 9.2 * house.floor
        self._follows = STEP_S / (60.0 * house.lag_min)

    def copy(self) -> "Heated":
        """To try out what would become of it."""
        made = Heated(self._house)
        made.air, made.walls, made.radiator, made.burnt_j = self.air, self.walls, self.radiator, self.burnt_j
        return made

    def step(self, setpoint: float, outdoor: float, sun_w: float, people_w: float) -> None:
        """One minute."""
        house, air, walls = self._house, self.air, self.walls
        power = self._power * min(1.0, max(0.0, (setpoint - air) / BAND_C + 0.5))
        self.radiator += (power - self.radiator) * self._follows
        free = 0.5 * (people_w + sun_w * GLASS * house.glass)
        across = self._to_walls * (walls - air)
        to_air = across + house.drafts * (outdoor - air) + AIR_SHARE * self.radiator + free
        to_walls = house.shell * (outdoor - walls) + house.neighbours * (NEIGHBOURS_C - walls) - across
        self.air += STEP_S * to_air / self._air_j
        self.walls += STEP_S * (to_walls + (1.0 - AIR_SHARE) * self.radiator + free) / self._walls_j
        self.burnt_j += power * STEP_S
