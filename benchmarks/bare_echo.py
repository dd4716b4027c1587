"""The peer: the least a Python client can do. On a presence message it publishes three fixed commands in its callback.

    python benchmarks/bare_echo.py PORT

paho-mqtt on its external loop, TCP_NODELAY set, the socket written right after the callback. Prints ``ready`` when subscribed.
"""

import select
import socket
import sys
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

PRESENCE = "bench/echo/presence"
COMMANDS = (("bench/echo/r0/a/set", b"60"), ("bench/echo/r0/b/set", b"3000"), ("bench/echo/r0/c/set", b"true"))


def main(port: int) -> None:
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)

    def on_message(client: paho.Client, _userdata: Any, _message: paho.MQTTMessage) -> None:
        for topic, payload in COMMANDS:
            client.publish(topic, payload)

    def on_socket_open(_client: paho.Client, _userdata: Any, sock: Any) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    client.on_message, client.on_socket_open = on_message, on_socket_open
    client.on_connect = lambda client, *_: client.subscribe(PRESENCE)
    client.on_subscribe = lambda *_: print("ready", flush=True)
    client.connect("127.0.0.1", port, 60)
    while (sock := client.socket()) is not None:
        readable, _, _ = select.select([sock], [sock] if client.want_write() else [], [], 1.0)
        if readable:
            client.loop_read()
        if client.want_write():
            client.loop_write()
        client.loop_misc()


if __name__ == "__main__":
    main(int(sys.argv[1]))
