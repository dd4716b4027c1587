"""Every recorded message there is lies in the folder of the family that accounts for it, or is named here with why not."""

import json
from pathlib import Path

import pytest

from .recorded_lines import HERE, SHARED

pytestmark = pytest.mark.shared
ELSEWHERE = {
    "homeassistant-api": "frames of Home Assistant's WebSocket: test_home_assistant.py reads them",
}
LEFT = {  # by the beginning of the topic
    "ha_statestream/": "a copy of what Home Assistant itself is asked for: a resident may name one with topic:",
    "mopidy_ng/": "another extension of Mopidy's, which cannot load a playlist",
    "music/mpd/": "a bridge of MPD's that cannot load a playlist: MPD itself is spoken to",
    "topic/HVAC_XXX/": "a thermostat without a family: a resident describes it with topic:",
}


def said(path: Path) -> list[tuple[str, str]]:
    return [(line["topic"], line["payload"]) for line in map(json.loads, path.read_text("utf-8").splitlines())]


def test_no_recorded_message_is_unaccounted_for() -> None:
    kept = {pair for path in HERE.glob("*/messages.jsonl") for pair in said(path)}
    lost = [
        (path.stem, topic)
        for path in sorted(SHARED.glob("*.jsonl"))
        if path.stem not in ELSEWHERE
        for topic, payload in said(path)
        if (topic, payload) not in kept and not topic.startswith(tuple(LEFT))
    ]
    assert lost == []
