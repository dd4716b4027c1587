"""What the keeper is shown of the file holds no secret."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hub.web.screens.configuration import _checked, without_secrets


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("  password: hunter2   # of the hub", "  password: ••••   # of the hub"),
        ('  "password": "hun, ter}2"', '  "password": ••••'),
        ("mqtt: {host: b, password: hunter2, port: 1883}", "mqtt: {host: b, password: ••••, port: 1883}"),
        ("  token: 'a b c'", "  token: ••••"),
        ("  password: !secret mqtt_password", "  password: !secret mqtt_password"),
        ("  token: !env SUPERVISOR_TOKEN", "  token: !env SUPERVISOR_TOKEN"),
        ("  radio: {url: 'http://ana:hunter2@radio/'}", "  radio: {url: 'http://••••@radio/'}"),
        ("  name: Ana   # as she is called", "  name: Ana   # as she is called"),
    ],
)  # fmt: skip
def test_passwords_and_tokens_are_dots(line: str, shown: str) -> None:
    assert without_secrets(line) == shown


def test_a_file_is_checked_once_for_each_state_it_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, started = tmp_path / "config.yaml", list[list[str]]()

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        started.append(command)
        return subprocess.CompletedProcess(command, 0, json.dumps({"ok": True, "mistakes": [], "warnings": []}))

    monkeypatch.setattr("hub.web.screens.configuration.subprocess.run", run)
    path.write_text("home: {}\n")
    for _ in range(3):
        assert _checked(path)["ok"] is True
    assert len(started) == 1
    path.write_text("home: {name: Home}\n")
    _checked(path)
    path.with_name("secrets.yaml").write_text("a: b\n")
    _checked(path)
    assert len(started) == 3
