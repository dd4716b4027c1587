"""The conversation with Home Assistant, as far as it needs none."""

from devices.links.home_assistant.conversation import websocket_address


def test_addresses_are_websocket_addresses_also_behind_a_supervisor() -> None:
    assert websocket_address("http://ha.local:8123/") == "ws://ha.local:8123/api/websocket"
    assert websocket_address("https://home.example/ha") == "wss://home.example/ha/api/websocket"
    assert websocket_address("http://supervisor/core") == "ws://supervisor/core/websocket"
