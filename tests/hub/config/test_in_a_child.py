"""The configuration read in a process of its own: the same, word for word, and nothing of what checks it comes along."""

import sys
from dataclasses import fields
from pathlib import Path

import pytest

from hub.config import ConfigError
from hub.config.in_a_child import ChildReading
from hub.config.load import load_with_cautions
from hub.config.values import Part
from hub.errors import HubError

TOP = Path(__file__).parents[3]
HOME = "home: {latitude: 52.37, longitude: 4.9, time_zone: Europe/Amsterdam}\n"


def test_what_is_handed_over_is_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text((TOP / "config.yaml").read_text() + "page:\n")
    assert ChildReading(path).wait() == load_with_cautions(path)


def test_every_mistake_comes_back_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(HOME + "autonomy: often\nrooms: {bath: {owner: nobody}}\n")
    with pytest.raises(ConfigError) as there:
        ChildReading(path).wait()
    with pytest.raises(ConfigError) as here:
        load_with_cautions(path)
    assert there.value.mistakes == here.value.mistakes
    assert str(there.value) == str(here.value)


def test_a_secret_is_handed_over_and_still_shown_to_nobody(tmp_path: Path) -> None:
    (tmp_path / "secrets.yaml").write_text("pw: http://canary/\n")
    path = tmp_path / "config.yaml"
    path.write_text(HOME + "mqtt: {host: broker, username: attune, password: !secret pw}\nmusic: {calm: {url: !secret pw}}\n")
    config, _ = ChildReading(path).wait()
    assert config.mqtt is not None
    assert config.mqtt.password == "http://canary/"
    assert "canary" not in repr(config.mqtt)
    assert "canary" not in repr(config.music)


def test_a_process_that_cannot_even_begin_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    (tmp_path / "python").write_text("#!/bin/sh\necho 'no memory left' >&2\nexit 3\n")
    (tmp_path / "python").chmod(0o755)
    with pytest.raises(HubError, match=r"could not be read \(no memory left\)"):
        ChildReading(tmp_path / "config.yaml").wait()


def _blocks(of: type[Part]) -> list[type[Part]]:
    return [block for found in of.__subclasses__() for block in (found, *_blocks(found))]


def test_what_may_be_written_and_what_the_hub_has_bear_the_same_names() -> None:
    blocks = [block for block in _blocks(Part) if hasattr(block, "makes")]
    assert len(blocks) > 15
    for block in blocks:
        assert set(block.model_fields) == {field.name for field in fields(block.makes)}, block.__name__
