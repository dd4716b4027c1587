"""One short tree: whoever catches DeviceError has caught whatever a device can cause."""

from importlib import import_module
from inspect import getmembers, isclass
from pkgutil import walk_packages

import devices
from devices.errors import BadCommand, BadPayload, DeviceError


def test_every_error_of_the_families_hangs_on_one_tree() -> None:
    modules = [m.name for m in walk_packages(devices.__path__, "devices.") if not m.name.startswith("devices.links")]
    errors = {
        kind
        for name in modules
        for _, kind in getmembers(import_module(name), isclass)
        if issubclass(kind, BaseException) and kind.__module__.startswith("devices.")
    }
    assert {BadCommand, BadPayload} < errors
    assert {kind for kind in errors if not issubclass(kind, DeviceError)} == set()


def test_a_refusal_says_where_what_and_why_on_one_line() -> None:
    refused = BadPayload("home/lamp", b'{"brightness": 300}\n', "brightness 300 outside 0..254")
    assert str(refused) == 'home/lamp: brightness 300 outside 0..254: {"brightness": 300}\\n'
