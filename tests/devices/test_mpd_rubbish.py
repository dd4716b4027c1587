"""An MPD, or whatever else answers on its port, that talks rubbish: out of reach in words, and nothing else happens."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.families.mpd import FAMILY
from devices.links.mpd import MpdLink
from devices.vocabulary import Device, DeviceId, Reference, Settings
from tests.patience import PATIENCE_S

from ..mosquitto import HOST
from .hearing import Heard, clock

HOME = Settings(music={"calm": {"playlist": "Calm evening"}})
LINES = st.sampled_from(
    (
        *("OK", "volume: 300", "volume: loud", "volume: -1", "state: ", "state: play", "playlist: x", "playlistlength: -5"),
        *("file: \u202e\x1b[2J", "ACK [50@0] {listplaylist} No such playlist", "ACK", "song", ": :", "playlistlength: 1e400"),
    )
)


@contextmanager
def talking(greeting: bytes, answers: list[bytes]) -> Iterator[int]:
    """A server that greets, answers each line with the next of ``answers``, and then hangs up. Its port."""

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = server.accept()
                with peer, contextlib.suppress(OSError), peer.makefile("rb") as heard:
                    peer.sendall(greeting)
                    for answer in answers:
                        if not heard.readline():
                            break
                        peer.sendall(answer)

    with socket.create_server((HOST, 0)) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield int(server.getsockname()[1])
        finally:
            server.shutdown(socket.SHUT_RDWR)
    thread.join(PATIENCE_S)


def player_at(port: int) -> Device:
    device = FAMILY.from_reference(Reference("mpd", f"{HOST}:{port}", DeviceId("player")), HOME)
    assert device is not None
    return device


def asked(greeting: bytes, answers: list[bytes]) -> tuple[str, ...]:
    with talking(greeting, answers) as port:
        return MpdLink(player_at(port), HOME, Heard().put, clock).ask()


@pytest.mark.parametrize("greeting", [b"", b"\n", b"HTTP/1.1 200 OK\r\n\r\n", b"\xff\xfe\n", b"OK MPD\n", b"OK" * 5000 + b"\n"])
def test_what_greets_as_no_mpd_does_is_out_of_reach(greeting: bytes) -> None:
    [problem] = asked(greeting, [])
    assert "cannot be reached" in problem


@given(
    answers=st.lists(st.one_of(st.binary(max_size=60), st.lists(LINES, max_size=6).map("\n".join).map(str.encode)), max_size=8)
)
@settings(max_examples=60, deadline=None)
def test_rubbish_for_answers_is_told_in_words(answers: list[bytes]) -> None:
    for problem in asked(b"OK MPD 0.23.5\n", [answer + b"\nOK\n" for answer in answers]):
        assert problem
        assert problem.isprintable()


def test_a_link_that_heard_rubbish_tries_again_and_ends_when_told() -> None:
    heard = Heard()
    with talking(b"OK MPD 0.23.5\n", [b"\xff\xfe\nOK\n"]) as port:
        link = MpdLink(player_at(port), HOME, heard.put, clock)
        link.start()
        heard.reachable(False)
        link.stop()
        assert not link.is_connected
        assert [thread.name for thread in threading.enumerate() if thread.name.startswith("mpd ")] == []
