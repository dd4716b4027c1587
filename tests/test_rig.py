"""The test rig itself: the skipping rule, the broker that comes and goes, the bad network."""

import socket
import time
from pathlib import Path

import pytest

from .conftest import missing, must_not_skip
from .mosquitto import Mosquitto, free_port
from .patience import PATIENCE_S
from .proxy import Proxy


def nothing_installed(_name: str) -> str | None:
    return None


def test_a_test_that_needs_an_absent_program_says_which() -> None:
    assert "mosquitto" in (missing(["broker"], nothing_installed, Path()) or "")
    assert "mpd" in (missing(["mpd"], nothing_installed, Path()) or "")
    assert must_not_skip(missing(["browser"], nothing_installed, Path()) or "", {"CI": "1"})


def test_without_home_assistant_its_tests_say_so_and_a_bare_clone_says_what_is_not_beside_it(tmp_path: Path) -> None:
    assert missing(["home_assistant"], nothing_installed, tmp_path) == "../shared/real-home is not here"
    (tmp_path / "real-home").mkdir()
    reason = missing(["home_assistant"], nothing_installed, tmp_path) or ""
    assert "hass is not installed" in reason
    assert must_not_skip(reason, {"CI": "1"})
    assert missing(["home_assistant"], lambda name: f"/bin/{name}", tmp_path) is None


def test_images_need_root_and_the_folder_that_makes_their_base(tmp_path: Path) -> None:
    assert missing(["image"], nothing_installed, tmp_path) == "../shared/fresh-machine is not here"
    (tmp_path / "fresh-machine").mkdir()
    assert missing(["image"], nothing_installed, tmp_path, is_root=False) == "images are built by root"
    assert must_not_skip(missing(["image"], nothing_installed, tmp_path) or "", {"CI": "1"})


def test_an_installed_program_and_an_unmarked_test_are_no_reason_to_skip() -> None:
    assert missing(["broker", "mpd"], lambda name: f"/bin/{name}", Path()) is None
    assert missing([], nothing_installed, Path()) is None


def test_the_shared_data_may_be_absent(tmp_path: Path) -> None:
    assert missing(["shared"], nothing_installed, tmp_path / "none") == "../shared is not here"
    assert missing(["shared"], nothing_installed, tmp_path) is None


def test_in_ci_a_missing_program_fails_and_missing_data_does_not() -> None:
    reason = missing(["broker"], nothing_installed, Path()) or ""
    assert must_not_skip(reason, {"CI": "1"})
    assert not must_not_skip(reason, {})
    assert not must_not_skip("../shared is not here", {"CI": "1"})


@pytest.mark.broker
def test_the_broker_comes_back_on_the_same_port() -> None:
    with Mosquitto() as broker:
        port, first = broker.port, broker.pid
        broker.kill()
        with pytest.raises(OSError):
            socket.create_connection((broker.host, port), timeout=PATIENCE_S)
        assert broker.start() == port
        assert broker.pid != first
        socket.create_connection((broker.host, port), timeout=PATIENCE_S).close()


@pytest.mark.broker
def test_a_broken_broker_configuration_is_told_with_its_log() -> None:
    with pytest.raises(RuntimeError, match="no_such_option"):
        Mosquitto("no_such_option true").start()


@pytest.fixture
def far() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def both_ends(far: socket.socket, proxy: Proxy) -> tuple[socket.socket, socket.socket]:
    near = socket.create_connection(("127.0.0.1", proxy.port), timeout=PATIENCE_S)
    other, _ = far.accept()
    other.settimeout(PATIENCE_S)
    return near, other


def heard(end: socket.socket, timeout: float) -> bytes | None:
    end.settimeout(timeout)
    try:
        return end.recv(65536)
    except TimeoutError:
        return None


def test_the_proxy_passes_on_and_a_blackhole_keeps_everything(far: socket.socket) -> None:
    with far, Proxy(far.getsockname()[1]) as proxy:
        near, other = both_ends(far, proxy)
        with near, other:
            near.sendall(b"one")
            assert heard(other, PATIENCE_S) == b"one"
            proxy.blackhole = True
            near.sendall(b"two")
            assert heard(other, 0.2) is None
            proxy.blackhole = False
            assert heard(other, PATIENCE_S) == b"two"


def test_behind_a_blackhole_nobody_hears_that_the_far_side_has_hung_up(far: socket.socket) -> None:
    with far, Proxy(far.getsockname()[1]) as proxy:
        near, other = both_ends(far, proxy)
        with near:
            proxy.blackhole = True
            other.close()
            assert heard(near, 0.2) is None
            proxy.blackhole = False
            assert heard(near, PATIENCE_S) == b""


def test_the_proxy_resets_goes_down_and_comes_up_on_the_same_port(far: socket.socket) -> None:
    with far, Proxy(far.getsockname()[1]) as proxy:
        port = proxy.port
        near, other = both_ends(far, proxy)
        with near, other:
            proxy.reset()
            with pytest.raises(ConnectionResetError):
                near.recv(1)
        proxy.down()
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        proxy.up()
        assert proxy.port == port
        near, other = both_ends(far, proxy)
        near.close()
        other.close()


def test_the_proxy_cuts_a_connection_after_so_many_bytes(far: socket.socket) -> None:
    with far, Proxy(far.getsockname()[1]) as proxy:
        proxy.limit_data = 5
        near, other = both_ends(far, proxy)
        with near, other:
            near.sendall(b"123456789")
            got = b""
            while piece := other.recv(100):
                got += piece
            assert got == b"12345"


def test_the_proxy_delays_slices_and_narrows(far: socket.socket) -> None:
    with far, Proxy(far.getsockname()[1]) as proxy:
        proxy.latency_s, proxy.slice_bytes, proxy.bandwidth = 0.1, 1, 100.0
        near, other = both_ends(far, proxy)
        with near, other:
            start = time.monotonic()
            near.sendall(b"0123456789")
            got = b""
            while len(got) < 10:
                got += other.recv(100)
            assert time.monotonic() - start >= 0.1 + 9 * 0.01 * 0.9  # never faster; how much slower is the machine's affair


def test_a_free_port_can_be_taken_and_is_none_the_system_gives_to_clients() -> None:
    port = free_port()
    socket.create_server(("127.0.0.1", port)).close()
    first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    assert port < first
