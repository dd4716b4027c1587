"""How good the hub is, as Home Assistant's sensors: one a figure for the home, its kinds as attributes; nobody is named."""

from typing import Any

_SENSORS = (  # key of the figure, name, icon, unit, what its value is multiplied by
    ("acts_a_day", "Acts per day", "mdi:gesture-tap", "acts/d", 1),
    ("reversed", "Acts taken back", "mdi:undo-variant", "%", 100),
    ("seconds_to_reversal", "Time until taken back", "mdi:timer-sand", "s", 1),
    ("silence", "Arrivals left alone", "mdi:sleep", "%", 100),
    ("calibration_error", "Calibration error", "mdi:target", "%", 100),
)


def figures(topic: str) -> dict[str, dict[str, Any]]:
    """By component's key. The calibration's attributes have what was said and what was right, with how many guesses."""
    return {f"figure_{key}": _sensor(topic, key, name, icon, unit, times) for key, name, icon, unit, times in _SENSORS}


def _sensor(topic: str, key: str, name: str, icon: str, unit: str, times: int) -> dict[str, Any]:
    of_kinds = "calibration" if key == "calibration_error" else key
    more = ", 'calibration': value_json.calibration" if of_kinds == "calibration" else ""
    kinds = (
        "{% set told = namespace(kinds={}) %}{% for kind, one in value_json.kinds.items() %}"
        f"{{% set told.kinds = dict(told.kinds, **{{kind: one.{of_kinds}}}) %}}{{% endfor %}}"
        f"{{{{ {{'days': value_json.days, 'kinds': told.kinds{more}}} | tojson }}}}"
    )
    value = f"{{{{ None if value_json.{key} is none else (value_json.{key} * {times}) | round(1) }}}}"
    return {
        "platform": "sensor", "name": name, "icon": icon, "state_class": "measurement", "unit_of_measurement": unit,
        "entity_category": "diagnostic", "state_topic": topic, "value_template": value,
        "json_attributes_topic": topic, "json_attributes_template": kinds,
    }  # fmt: skip
