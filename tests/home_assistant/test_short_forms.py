"""What the installed Home Assistant itself says of discovery, beside our own tables."""

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest

from devices.discovery.abbreviations import DEVICE, ENTITY, ORIGIN

from .residence import real_home

pytestmark = pytest.mark.home_assistant


def its_own(name: str) -> Mapping[str, str]:
    """A table of Home Assistant's ``abbreviations.py``, wherever below its folder that is."""
    folder: Path = real_home().install_directory()
    places = ("venv/lib/python3*/site-packages", "root/opt/ha/lib/python3*/site-packages")
    (path,) = (found for place in places for found in folder.glob(f"{place}/homeassistant/components/mqtt/abbreviations.py"))
    for line in ast.parse(path.read_text()).body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name) and line.targets[0].id == name:
            found: Mapping[str, str] = ast.literal_eval(line.value)
            return found
    raise LookupError(name)


@pytest.mark.parametrize(
    ("name", "ours"), [("ABBREVIATIONS", ENTITY), ("DEVICE_ABBREVIATIONS", DEVICE), ("ORIGIN_ABBREVIATIONS", ORIGIN)]
)
def test_every_short_form_home_assistant_takes_is_read_as_it_reads_it(name: str, ours: Mapping[str, str]) -> None:
    theirs = its_own(name)
    assert len(theirs) > 2
    assert {short: long for short, long in theirs.items() if ours.get(short) != long} == {}
