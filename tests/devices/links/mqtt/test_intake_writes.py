"""What belongs together is written together, in order, and nothing of it is lost when the kernel takes only a part."""

import socket
from collections.abc import Iterator

import pytest

from devices.links.mqtt.intake import Intake


@pytest.fixture
def ends() -> Iterator[tuple[Intake, socket.socket]]:
    ours, theirs = socket.socketpair()
    intake = Intake(ours, 1024 * 1024)
    yield intake, theirs
    intake.close()
    theirs.close()


def heard(theirs: socket.socket) -> bytes:
    theirs.setblocking(False)
    found = b""
    try:
        while piece := theirs.recv(65536):
            found += piece
    except BlockingIOError:
        pass
    return found


def test_what_is_gathered_goes_out_at_once_and_in_order(ends: tuple[Intake, socket.socket]) -> None:
    intake, theirs = ends
    intake.gather()
    assert [intake.send(word) for word in (b"one", b"two", b"three")] == [3, 3, 5]
    assert heard(theirs) == b""
    assert intake.has_unsent
    intake.let_go()
    assert heard(theirs) == b"onetwothree"
    assert not intake.has_unsent


def test_without_gathering_each_word_goes_out_by_itself(ends: tuple[Intake, socket.socket]) -> None:
    intake, theirs = ends
    assert intake.send(b"one") == 3
    assert heard(theirs) == b"one"


def test_what_the_kernel_does_not_take_waits_and_what_follows_waits_behind_it(ends: tuple[Intake, socket.socket]) -> None:
    intake, theirs = ends
    large = bytes(range(256)) * 8192
    intake.gather()
    intake.send(large)
    intake.let_go()
    assert intake.has_unsent
    with pytest.raises(BlockingIOError):
        intake.send(b"later")
    found = heard(theirs)
    while intake.has_unsent:
        intake.let_go()
        found += heard(theirs)
    assert intake.send(b"later") == 5
    assert found + heard(theirs) == large + b"later"


def test_a_peer_that_has_gone_is_told_to_who_reads(ends: tuple[Intake, socket.socket]) -> None:
    intake, theirs = ends
    theirs.close()
    intake.gather()
    intake.send(b"word")
    intake.let_go()
    assert intake.has_packets
    with pytest.raises(OSError, match=r".+"):
        intake.recv(1)
