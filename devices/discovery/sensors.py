"""``sensor``, ``binary_sensor`` and ``device_tracker``: what is measured, noticed, and where people are.

Source: https://www.home-assistant.io/integrations/sensor.mqtt/, …/binary_sensor.mqtt/, …/device_tracker.mqtt/
"""

import re
from dataclasses import replace

from ..text import shown
from ..units import KILOLUX, LUX, PERCENT, PERMILLE
from ..vocabulary import Role, Trait
from .climate import temperature
from .payload import AnnouncedEntity
from .ports import Form, Port
from .wire import Made, Tracker, Unusable, figure, state_topic, template

_SOMEBODY = frozenset({"occupancy", "motion", "presence"})
_OPENING = frozenset({"door", "window", "opening"})
_DEGREES = {"°C": "C", "ºC": "C", "C": "C", "°F": "F", "ºF": "F", "F": "F", "℃": "C", "℉": "F", "K": "K"}
_LUX = {"lx": LUX, "lux": LUX, "klx": KILOLUX, "": LUX}
_SHARES = {"%": PERCENT, "": PERCENT, "‰": PERMILLE}
_WARMTH = re.compile(r"temp")
_NO_WARMTH = re.compile(r"(?<![a-z])(target|setpoint|limit|calibration|offset|delta|water|boiler|flow|exchanger)(?![a-z])")
_PRESENT = re.compile(r"(?<![a-z])(presence|occupancy|occupied|motion)(?![a-z])")
_NOT_PRESENT = re.compile(r"(?<![a-z])(alarm|neutral|enabled?|sensitivity|led|indicator|status)(?![a-z])")
_ROOMS = re.compile(r"(?<![a-z])(room|area|location|whereabouts|zone|place)(?![a-z])")
TEXT_ONLY = "its text is no quantity; named as somebody's presence it can tell their room"


def sensor(entity: AnnouncedEntity) -> Made:
    """Temperature, illuminance, humidity, or a room's name. Raises Unusable."""
    topic, source = state_topic(entity), template(entity, "value_template")
    if not topic:
        raise Unusable("a sensor without a state_topic")
    kind, unit = entity.text("device_class"), entity.text("unit_of_measurement").strip()
    words = _words(entity)
    if kind == "temperature" or (not kind and unit in _DEGREES and _WARMTH.search(words) and not _NO_WARMTH.search(words)):
        if unit and unit not in _DEGREES:
            raise Unusable(f"a temperature in {shown(unit, 20)}, not in °C or °F")
        return Made(Role.SENSOR, (replace(temperature(topic, source, _DEGREES.get(unit, "C")), lasts_s=_lasts_s(entity)),))
    if kind == "illuminance" or (not kind and unit and unit.lower() in _LUX):
        if unit.lower() not in _LUX:
            raise Unusable(f"light measured in {shown(unit, 20)}, not in lx")
        told = _LUX[unit.lower()]
        port = Port(Form.LINEAR, topic, source, unit=told, scale=0.001 if told == KILOLUX else 1.0)
        return Made(Role.SENSOR, (Trait("illuminance", "illuminance", False, wire=port, lasts_s=_lasts_s(entity)),))
    if kind == "humidity" and unit in _SHARES:
        told = _SHARES[unit]
        port = Port(Form.LINEAR, topic, source, unit=told, scale=10.0 if told == PERMILLE else 1.0)
        return Made(Role.SENSOR, (Trait("humidity", "humidity", False, wire=port, lasts_s=_lasts_s(entity)),))
    if unit or entity.text("state_class") or kind not in ("", "enum"):
        raise Unusable(f"it measures {shown(kind or unit or 'something', 40)}, which the hub does not use")
    # A text. Where it speaks of rooms it is made to tell where somebody is.
    tracker = Tracker(topic, source, "home", "not_home", "None")
    return (
        Made(Role.TRACKER, tracker=tracker) if _ROOMS.search(words) else Made(Role.SENSOR, tracker=tracker, refused=TEXT_ONLY)
    )


def binary_sensor(entity: AnnouncedEntity) -> Made:
    """Motion, occupancy and presence; windows and doors. Raises Unusable.

    ``off_delay`` and ``expire_after`` need no clock here: they say for how long the word counts that somebody is there.
    """
    topic, source = state_topic(entity), template(entity, "value_template")
    if not topic:
        raise Unusable("a sensor without a state_topic")
    kind = entity.text("device_class")
    words = _words(entity)
    is_somebody = kind in _SOMEBODY or (not kind and _PRESENT.search(words) and not _NOT_PRESENT.search(words))
    quantity = "opening" if kind in _OPENING else "occupancy"
    if not is_somebody and kind not in _OPENING:
        raise Unusable(f"it notices {shown(kind, 40)}, which the hub does not use" if kind else "it does not notice people")
    on, off = entity.text("payload_on", "ON"), entity.text("payload_off", "OFF")
    if on == off:
        raise Unusable("its words for on and off are the same")
    port = Port(Form.WORDS, topic, source, on=on, off=off)
    lasts = [s for s in (figure(entity, "off_delay"), figure(entity, "expire_after")) if s is not None and s > 0]
    return Made(Role.SENSOR, (Trait(quantity, quantity, False, wire=port, lasts_s=min(lasts, default=None)),))


def device_tracker(entity: AnnouncedEntity) -> Made:
    """Home, not home, a room, or coordinates. Raises Unusable."""
    topic, attributes = state_topic(entity), state_topic(entity, "json_attributes_topic")
    if not topic and not attributes:
        raise Unusable("it has neither a state_topic nor a json_attributes_topic")
    tracker = Tracker(
        topic,
        template(entity, "value_template"),
        entity.text("payload_home", "home"),
        entity.text("payload_not_home", "not_home"),
        entity.text("payload_reset", "None"),
        attributes,
    )
    return Made(Role.TRACKER, tracker=tracker)


def _lasts_s(entity: AnnouncedEntity) -> float | None:
    """``expire_after``: after so many seconds of silence it is not to be believed. 0, as without: it stands."""
    seconds = figure(entity, "expire_after")
    return seconds if seconds is not None and seconds > 0 else None


def _words(entity: AnnouncedEntity) -> str:
    given = (entity.text("name"), entity.key, entity.text("object_id"), entity.text("unique_id"), entity.text("value_template"))
    return " ".join(given).lower().replace("_", " ").replace("-", " ")
