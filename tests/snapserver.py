"""A real Snapserver on free ports with two streams, and real snapclients that play into nothing. Ended by their own pids.

@pytest.mark.snapcast
def test_…(snapserver: Snapserver) -> None: ...        # a fixture of conftest.py
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from .mosquitto import HOST, free_port, program
from .patience import PATIENCE_S

STREAMS = ("Calm", "Jazz")
RETURN_S = 20.0  # a snapclient tries once a second; one that has not come back by then hangs


class Snapserver:
    """A context manager with one client, Kitchen; ``kill`` and ``start`` again keep ports, clients and their volumes."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="attune-snapcast-"))
        self.port, self._audio_port = free_port(), free_port()
        self._server: subprocess.Popen[bytes] | None = None
        self._clients: dict[str, subprocess.Popen[bytes]] = {}
        self._feeding = threading.Event()
        self._feeder: threading.Thread | None = None
        sources = "\n".join(
            f"source = pipe://{self.folder / name}?name={name}&mode=create&dryout_ms=200&codec=pcm" for name in STREAMS
        )
        (self.folder / "snapserver.conf").write_text(
            f"""[server]
datadir = {self.folder}
[http]
enabled = false
[tcp]
bind_to_address = {HOST}
port = {self.port}
[stream]
bind_to_address = {HOST}
port = {self._audio_port}
{sources}
[logging]
sink = stdout
"""
        )

    @property
    def address(self) -> str:
        return f"{HOST}:{self.port}"

    def start(self) -> None:
        """Returns when it answers and its clients are back. Raises RuntimeError when it does not start."""
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [program("snapserver") or "snapserver", "--config", str(self.folder / "snapserver.conf")],
                stdout=log,
                stderr=log,
            )
        self._wait_for(self._answers, "the server to answer")
        for name in tuple(self._clients):
            self._bring_back(name)

    def join(self, name: str) -> None:
        """A snapclient of this id comes in."""
        arguments = [
            "-h",
            HOST,
            "-p",
            str(self._audio_port),
            "--hostID",
            name,
            "-i",
            "1",
            "--player",
            "file:filename=/dev/null",
        ]
        with (self.folder / "log").open("ab") as log:
            self._clients[name] = subprocess.Popen([program("snapclient") or "snapclient", *arguments], stdout=log, stderr=log)
        self._wait_for(lambda: self.client(name).get("connected") is True, f"{name} to come in")

    def _bring_back(self, name: str) -> None:
        """After its server died: a snapclient comes back by itself, or is started anew, as what watches over services does."""
        end = time.monotonic() + RETURN_S
        while time.monotonic() < end and self._clients[name].poll() is None:
            with suppress(OSError):
                if self.client(name).get("connected") is True:
                    return
            time.sleep(0.03)
        process = self._clients.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.join(name)

    def leave(self, name: str) -> None:
        process = self._clients.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self._wait_for(lambda: self.client(name).get("connected") is False, f"{name} to be missed")

    def tell(self, method: str, **params: object) -> Any:
        """A request on a connection of its own, as another control client would; its result. Raises OSError."""
        with socket.create_connection((HOST, self.port), timeout=PATIENCE_S) as connection:
            lines = connection.makefile("rwb")
            lines.write(json.dumps({"id": 1, "jsonrpc": "2.0", "method": method, "params": params}).encode() + b"\r\n")
            lines.flush()
            while line := lines.readline():
                told = json.loads(line)
                if isinstance(told, dict) and told.get("id") == 1:
                    assert "error" not in told, told
                    return told["result"]
        raise OSError("closed")

    def group(self, name: str) -> Mapping[str, Any]:
        """The group of a client."""
        groups = self.tell("Server.GetStatus")["server"]["groups"]
        return next((g for g in groups if any(c["id"] == name for c in g["clients"])), {})

    def client(self, name: str) -> Mapping[str, Any]:
        return next((c for c in self.group(name).get("clients", ()) if c["id"] == name), {})

    def volume(self, name: str) -> tuple[int, bool]:
        """Percent, and whether it is muted."""
        told = self.client(name)["config"]["volume"]
        return told["percent"], told["muted"]

    def set_volume(self, name: str, percent: int, muted: bool = False) -> None:
        self.tell("Client.SetVolume", id=name, volume={"percent": percent, "muted": muted})

    def play_into(self, stream: str) -> None:
        """Noise, until ``fall_silent``."""
        self.fall_silent()
        self._feeding.set()
        self._feeder = threading.Thread(target=self._feed, args=(self.folder / stream,), daemon=True)
        self._feeder.start()
        self._wait_for(lambda: self._status_of(stream) == "playing", f"{stream} to play")

    def fall_silent(self) -> None:
        self._feeding.clear()
        if self._feeder is not None:
            self._feeder.join()
            self._feeder = None

    def kill(self) -> None:
        """At once, as when the power goes."""
        self.fall_silent()
        if self._server is not None:
            self._server.send_signal(signal.SIGKILL)
            self._server.wait()
            self._server = None

    def freeze(self) -> None:
        """It holds its connections and answers nobody, until ``thaw``."""
        if self._server is not None:
            os.kill(self._server.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        if self._server is not None:
            os.kill(self._server.pid, signal.SIGCONT)

    def __enter__(self) -> "Snapserver":
        self.start()
        self.join("Kitchen")
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        for process in self._clients.values():
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self) -> bool:
        if self._server is None or self._server.poll() is not None:
            raise RuntimeError(f"the Snapserver did not start:\n{(self.folder / 'log').read_text()[-2000:]}")
        return bool(self.tell("Server.GetRPCVersion"))

    def _status_of(self, stream: str) -> str:
        return str(next(s["status"] for s in self.tell("Server.GetStatus")["server"]["streams"] if s["id"] == stream))

    def _feed(self, pipe: Path) -> None:
        into = os.open(pipe, os.O_WRONLY)
        try:
            while self._feeding.is_set():
                os.write(into, os.urandom(48 * 4 * 50))  # 50 ms of 48 kHz, two channels, 16 bit
                time.sleep(0.05)
        except BrokenPipeError:
            pass  # the server has gone
        finally:
            os.close(into)

    def _wait_for(self, is_so: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            try:
                if is_so():
                    return
            except OSError:
                pass
            time.sleep(0.03)
        raise RuntimeError(f"waited in vain for {what}:\n{(self.folder / 'log').read_text()[-2000:]}")
