"""The buffered socket: packets come out whole however they arrive, and what is too large costs no memory."""

import random
import socket
from collections.abc import Iterator

import pytest

from devices.links.mqtt.intake import Intake
from tests.patience import PATIENCE_S

LIMIT = 1000


@pytest.fixture
def ends() -> Iterator[tuple[Intake, socket.socket]]:
    near, far = socket.socketpair()
    intake = Intake(near, LIMIT)
    yield intake, far
    intake.close()
    far.close()


def packet(size: int, fill: bytes = b"x", kind: int = 0x30) -> bytes:
    """One MQTT packet whose body has ``size`` bytes."""
    length, left = bytearray(), size
    while True:
        left, byte = divmod(left, 128)
        length.append(byte | (0x80 if left else 0))
        if not left:
            return bytes([kind]) + bytes(length) + fill * size


def everything(intake: Intake) -> bytes:
    """What paho would get now, read as it reads: a byte, a byte, the rest."""
    got = b""
    while True:
        try:
            piece = intake.recv(1 if len(got) % 3 else 64)
        except BlockingIOError:
            return got
        if not piece:
            return got
        got += piece


def test_a_whole_packet_comes_through_unchanged(ends: tuple[Intake, socket.socket]) -> None:
    intake, far = ends
    sent = packet(0, kind=0xD0) + packet(5) + packet(200, b"y")
    far.sendall(sent)
    assert intake.fill() == len(sent)
    assert intake.has_packets
    assert everything(intake) == sent
    assert not intake.has_packets


def test_half_a_packet_waits_for_the_other_half(ends: tuple[Intake, socket.socket]) -> None:
    intake, far = ends
    sent = packet(300)
    for cut in (1, 2, 150):
        far.sendall(sent[:cut])
        intake.fill()
        assert not intake.has_packets
        far.sendall(sent[cut:])
        intake.fill()
        assert everything(intake) == sent


def test_a_packet_over_the_limit_is_thrown_away_and_the_next_comes_through(ends: tuple[Intake, socket.socket]) -> None:
    intake, far = ends
    before, after = packet(10, b"b"), packet(20, b"a")
    far.sendall(before + packet(LIMIT) + after)
    while intake.fill():
        pass
    assert everything(intake) == before + after
    assert intake.thrown_away == 1


def test_the_limit_is_of_the_whole_packet(ends: tuple[Intake, socket.socket]) -> None:
    intake, far = ends
    fits, too_large = packet(LIMIT - 3), packet(LIMIT - 2)  # three bytes of header
    far.sendall(fits + too_large)
    intake.fill()
    assert everything(intake) == fits
    assert intake.thrown_away == 1


def test_any_mix_in_any_pieces_gives_the_same_packets(ends: tuple[Intake, socket.socket]) -> None:
    intake, far = ends
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    packets = [packet(chance.choice([0, 1, 126, 127, 128, 500, 997, 998, 5000, 20_000]), bytes([n])) for n in range(200)]
    expected = b"".join(p for p in packets if len(p) <= LIMIT)
    stream, got, at = b"".join(packets), b"", 0
    while at < len(stream):
        step = chance.choice([1, 2, 3, 50, 4000])
        far.sendall(stream[at : at + step])
        at += step
        intake.fill()
        got += everything(intake)
        assert len(intake._buffer) <= LIMIT + 4000  # what is too large is never gathered
    assert got == expected
    assert intake.thrown_away == sum(len(p) > LIMIT for p in packets)


def test_a_length_that_never_ends_is_left_for_paho_to_refuse(ends: tuple[Intake, socket.socket]) -> None:
    intake, far = ends
    far.sendall(b"\x30\xff\xff\xff\xff\xff")
    intake.fill()
    assert everything(intake) == b"\x30\xff\xff\xff\xff\xff"


def test_nothing_there_is_not_the_end(ends: tuple[Intake, socket.socket]) -> None:
    intake, _ = ends
    assert intake.fill() == 0
    with pytest.raises(BlockingIOError):
        intake.recv(1)


def test_the_end_comes_after_everything_that_was_said(ends: tuple[Intake, socket.socket]) -> None:
    intake, far = ends
    far.sendall(packet(3))
    far.close()
    while intake.fill():
        pass
    assert everything(intake) == packet(3)
    assert intake.has_packets
    assert intake.recv(1) == b""


def test_a_reset_is_raised_where_paho_expects_it() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    near = socket.create_connection(listener.getsockname())
    far, _ = listener.accept()
    intake = Intake(near, LIMIT)
    near.send(b"unread")
    far.close()  # with bytes unread: a reset
    near.setblocking(True)
    near.settimeout(PATIENCE_S)
    while not intake.has_packets:
        intake.fill()
    with pytest.raises(ConnectionResetError):
        intake.recv(1)
    intake.close()
    listener.close()
