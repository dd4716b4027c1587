"""What the keeper is shown of the file holds no secret."""

import pytest

from hub.web.screens.configuration import without_secrets


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
