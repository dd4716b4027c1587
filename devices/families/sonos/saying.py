"""What a speaker is told through sonos2mqtt. Specification: https://sonos2mqtt.svrooij.io/control/commands.html"""

import json
from collections.abc import Sequence

from ...command import Command, checked
from ...message import Outgoing
from ...vocabulary import SILENCE, Device, Value
from .tunes import steps, wishes_of


def said(device: Device, command: Command) -> Sequence[Outgoing]:
    """Loudness first, so that nothing starts loud. Raises BadCommand."""
    base, uuid = device.wire
    told: list[bytes] = []
    for name in sorted(command.values, reverse=True):  # volume before music
        value = command.values[name]
        trait = checked(device, name, value)
        told += _loudness(float(trait.nearest(value))) if name == "volume" else _music(device, value)
    return [Outgoing(f"{base}/{uuid}/control", payload) for payload in told]


def _loudness(value: float) -> list[bytes]:
    percent = round(value * 100)
    # Setting the volume of a muted speaker leaves it mute.
    return [_control("volume", percent), *([_control("unmute")] if percent else [])]


def _music(device: Device, value: Value) -> list[bytes]:
    if value == SILENCE:
        return [_control("stop")]  # a radio station cannot be paused
    return [_control(command, what) for command, what in steps(wishes_of(device)[str(value)])]


def _control(command: str, value: object = None) -> bytes:
    """One of sonos2mqtt's orders."""
    told = {"command": command} if value is None else {"command": command, "input": value}
    return json.dumps(told, ensure_ascii=False).encode()
