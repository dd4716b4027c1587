"""Whether a position is the home's: coordinates and how exact they are, against the home's own place and radius. Pure.

Apps forget to tell that a region was left, and tell positions hundreds of metres off. So the position has the last word where
it is clear, and none where it is vague. Distance: haversine on a sphere, good to 0.5 %.
"""

import math
from collections.abc import Mapping

from ..message import Message
from ..payload import number
from ..vocabulary import AT_HOME, NOT_HOME, HomePlace

FAR_M = 10_000.0  # a phone that says it is in its home region is wrong only so far off: a home may be written with one decimal
USUAL_M = 50.0  # how exact a position is that does not say
VAGUE_M = 100.0  # or the radius where that is more: what is less exact does not say that somebody is at home
_EARTH_M = 6_371_000.0
_KEYS = (("latitude", "lat"), ("longitude", "lon"), ("gps_accuracy", "accuracy", "acc"))


def has_position(told: Mapping[str, object]) -> bool:
    return all(any(told.get(key) is not None for key in keys) for keys in _KEYS[:2])


def beyond_m(home: HomePlace | None, message: Message, told: Mapping[str, object]) -> float | None:
    """How far outside the home's radius a position surely is, in metres; 0 or less: at home; None: not told, or too vague.

    told: latitude and longitude in degrees and their accuracy in metres, under the names of Home Assistant or of OwnTracks.
    Raises BadPayload for what is no position.
    """
    latitude, longitude, accuracy = (next((key for key in keys if told.get(key) is not None), None) for keys in _KEYS)
    if home is None or latitude is None or longitude is None:
        return None
    north = number(message, latitude, told[latitude], -90.0, 90.0)
    east = number(message, longitude, told[longitude], -180.0, 180.0)
    within_m = USUAL_M if accuracy is None else abs(number(message, accuracy, told[accuracy]))
    if north == east == within_m == 0.0:
        return None  # as phones without a fix send it
    away_m = _distance_m(home, north, east) - home.radius_m
    if away_m > within_m:
        return away_m - within_m
    return away_m if away_m <= 0.0 and within_m <= max(home.radius_m, VAGUE_M) else None


def corrected(place: str | None, beyond: float | None) -> tuple[str | None, bool | None]:
    """A place as a source names it, None where it names none, and what the position says of it: place and ``Seen.outside``."""
    if beyond is None:
        return place, None
    if place is None or place == AT_HOME:
        is_out = beyond > (0.0 if place is None else FAR_M)
        return (NOT_HOME, True) if is_out else (AT_HOME, False)
    if place == NOT_HOME:
        return NOT_HOME, True if beyond > 0.0 else None  # the app may know better that somebody has just left
    return place, beyond > 0.0


def _distance_m(home: HomePlace, latitude: float, longitude: float) -> float:
    here, there = math.radians(home.latitude), math.radians(latitude)
    across = math.sin((there - here) / 2.0) ** 2
    along = math.sin(math.radians(longitude - home.longitude) / 2.0) ** 2
    return 2.0 * _EARTH_M * math.asin(math.sqrt(min(1.0, across + math.cos(here) * math.cos(there) * along)))
