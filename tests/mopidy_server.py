"""A real Mopidy with Mopiqtt on a broker of the test's, playing into nothing: one playlist of two tones. Ended by its own pid.

Mopiqtt lies in .venv/mopidy (packaging/tools); Mopidy runs in the Python of the system, where apt has put it.
"""

import importlib.metadata
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

from .mosquitto import HOST, free_port, program
from .mpd_server import make_tone
from .patience import PATIENCE_S

PLAYLIST = "Calm evening"


class MopidyServer:
    """A context manager. ``call`` is another client's hand: Mopidy's own JSON-RPC, which knows nothing of the broker."""

    def __init__(self, broker_port: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="attune-mopidy-"))
        self._http = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        for place in ("music", "playlists", "python", "home"):
            (self.folder / place).mkdir()
        self.tracks = [self.folder / "music" / name for name in ("a.wav", "b.wav")]
        for track in self.tracks:
            make_tone(track, 220.0)
        listed = "".join(f"{track.as_uri()}\n" for track in self.tracks)
        (self.folder / "playlists" / f"{PLAYLIST}.m3u8").write_text(f"#EXTM3U\n{listed}")
        (self.folder / "mopidy.conf").write_text(
            f"""[core]
cache_dir = {self.folder}/cache
config_dir = {self.folder}/config
data_dir = {self.folder}/data
[audio]
mixer = software
mixer_volume = 40
output = fakesink sync=true
[http]
enabled = true
hostname = {HOST}
port = {self._http}
zeroconf =
csrf_protection = false
[file]
media_dirs = {self.folder}/music
[m3u]
playlists_dir = {self.folder}/playlists
[loglevels]
mopiqtt = info
[mopiqtt]
host = {HOST}
port = {broker_port}
topic = mopidy
"""
        )

    def start(self) -> None:
        """Returns when it answers. Raises RuntimeError when it does not start."""
        # Mopiqtt needs paho-mqtt 2, which the system's Python may not have: ours, and nothing else of ours.
        for file in importlib.metadata.files("paho-mqtt") or ():
            top = Path(str(file)).parts[0]
            link = self.folder / "python" / top
            if top.startswith("paho") and not link.exists():
                link.symlink_to(Path(str(importlib.metadata.distribution("paho-mqtt").locate_file(top))))
        path = f"{Path(sys.prefix) / 'mopidy'}:{self.folder / 'python'}"
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder / "home"), "PYTHONPATH": path, "LC_ALL": "C.UTF-8"}
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [program("mopidy") or "mopidy", "--config", str(self.folder / "mopidy.conf")],
                stdout=log,
                stderr=log,
                env=environment,
            )
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end and self._process.poll() is None:
            try:
                self.call("core.get_version")
                if "Successfully connected to MQTT broker" in self.log():
                    return
            except OSError:
                pass
            time.sleep(0.1)
        words = self.log()
        self.stop()
        raise RuntimeError(f"Mopidy did not start:\n{words[-3000:]}")

    def call(self, method: str, *parameters: object) -> Any:
        """Raises OSError."""
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(parameters)}
        asked = urllib.request.Request(
            f"http://{HOST}:{self._http}/mopidy/rpc", json.dumps(request).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:
            told = json.loads(answer.read())
        assert "error" not in told, told
        return told["result"]

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def __enter__(self) -> "MopidyServer":
        self.start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
