"""What the keeper is shown of the file holds no secret; it is checked once a state it is in, and nobody waits for that."""

import sys
from pathlib import Path

import pytest

from hub.web.checking import Checking
from hub.web.screens.configuration import without_secrets
from tests.patience import PATIENCE_S

COUNTS = (
    sys.executable,
    "-c",
    "import json, pathlib, sys; here = pathlib.Path(sys.argv[1]).with_name('count'); "
    "here.open('a').write('x'); print(json.dumps({'ok': True}))",
)


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


def test_a_file_is_checked_once_for_each_state_it_is_in(tmp_path: Path) -> None:
    path, checking = tmp_path / "config.yaml", Checking(COUNTS)
    path.write_text("home: {}\n")
    for _ in range(3):
        assert checking.look(path, PATIENCE_S) == {"ok": True}
    assert path.with_name("count").read_text() == "x"
    path.write_text("home: {name: Home}\n")
    checking.look(path, PATIENCE_S)
    path.with_name("secrets.yaml").write_text("a: b\n")
    checking.look(path, PATIENCE_S)
    assert path.with_name("count").read_text() == "xxx"


def test_while_it_is_checked_nobody_waits_and_what_was_begun_is_not_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("home: {}\n")
    slow = (*COUNTS[:2], f"import time; time.sleep(0.5); {COUNTS[2]}")
    checking = Checking(slow)
    begun = checking.begin(path)
    assert checking.look(path, 0.0) is None
    assert begun.over.wait(PATIENCE_S)
    assert checking.look(path, 0.0) == {"ok": True}
    assert path.with_name("count").read_text() == "x"


def test_checking_that_fails_is_said_and_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("home: {}\n")
    checking = Checking((sys.executable, "-c", "print('no JSON')"))
    for _ in range(2):
        with pytest.raises(ValueError, match="JSONDecodeError"):
            checking.look(path, PATIENCE_S)
