"""What of paho-mqtt we lean on that it does not promise: an update that changes it fails here, by name."""

import socket
from collections.abc import Iterator

import paho.mqtt.client as paho
import pytest

from devices.links.mqtt import MqttOptions
from devices.links.mqtt.client import Client
from devices.links.mqtt.intake import Intake


@pytest.fixture
def both_ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def test_paho_takes_its_socket_from_create_socket_which_we_override() -> None:
    assert callable(vars(paho.Client).get("_create_socket")), "paho.Client._create_socket is gone: see Client._create_socket"


@pytest.mark.parametrize("version", ["5", "3.1.1"])
def test_connect_speaks_on_the_connection_that_stands_and_calls_nobody(
    both_ends: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    def nobody(*_args: object, **_more: object) -> None:
        raise AssertionError("paho calls the broker itself: it does not ask _create_socket any more")

    monkeypatch.setattr(socket, "create_connection", nobody)
    intake = Intake(both_ends[0], 1000)
    client = Client(intake, MqttOptions("broker.invalid"), "hub", version)  # type: ignore[arg-type]
    client.greet()
    assert both_ends[1].recv(1000)[:1] == b"\x10"  # CONNECT
    assert client.socket() is intake
    assert client.is_open
