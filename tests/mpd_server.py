"""A real MPD on a free port, playing into nothing: two playlists of generated tones, a software mixer. Ended by its own pid.

@pytest.mark.mpd
def test_…(mpd_server: MpdServer) -> None: ...        # a fixture of conftest.py
"""

import math
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
import wave
from pathlib import Path
from types import TracebackType

from .mosquitto import free_port
from .patience import PATIENCE_S

TRACKS = {"calm": ("a.wav", "b.wav"), "jazz": ("c.wav", "d.wav", "e.wav"), "other": ("f.wav",)}
PLAYLISTS = {"Calm evening": "calm", "Jazz": "jazz"}
SECONDS = 30


class MpdServer:
    """A context manager; ``kill`` and ``start`` again keep port, music and playlists. has_mixer: whether volume exists.

    password: what clients must say first; empty: nothing.
    """

    host = "127.0.0.1"

    def __init__(self, has_mixer: bool = True, password: str = "") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="attune-mpd-"))
        self.port = free_port()
        self._password = password
        self._process: subprocess.Popen[bytes] | None = None
        _make_music(self.folder)
        guarded = f'password "{password}@read,add,control,admin"\ndefault_permissions ""' if password else ""
        mixer = 'mixer_type "software"' if has_mixer else 'mixer_type "none"'
        (self.folder / "mpd.conf").write_text(
            f'''music_directory "{self.folder / "music"}"
playlist_directory "{self.folder / "playlists"}"
db_file "{self.folder / "db"}"
state_file "{self.folder / "state"}"
bind_to_address "{self.host}"
port "{self.port}"
zeroconf_enabled "no"
auto_update "no"
{guarded}
audio_output {{
    type "null"
    name "nothing"
    {mixer}
}}
'''
        )

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    def start(self) -> None:
        """Returns when it answers and knows its music. Raises RuntimeError when it does not start."""
        program = shutil.which("mpd") or "/usr/bin/mpd"
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [program, "--no-daemon", "--stderr", str(self.folder / "mpd.conf")], stdout=log, stderr=log
            )
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if self._process.poll() is not None:
                break
            try:
                self.tell("update")
                while "updating_db" in self.tell("status"):
                    time.sleep(0.02)
                return
            except OSError:
                time.sleep(0.02)
        self.kill()
        raise RuntimeError(f"MPD did not start:\n{(self.folder / 'log').read_text()[-2000:]}")

    def tell(self, *commands: str) -> str:
        """Protocol lines on a connection of their own, as another client would; the last one's answer. Raises OSError."""
        with socket.create_connection((self.host, self.port), timeout=PATIENCE_S) as connection:
            lines = connection.makefile("rw", encoding="utf-8", newline="\n")
            if not lines.readline().startswith("OK MPD"):
                raise OSError("no MPD")
            answer = ""
            for command in (*([f"password {self._password}"] if self._password else []), *commands):
                lines.write(command + "\n")
                lines.flush()
                answer = ""
                while not (line := lines.readline()).startswith(("OK", "ACK")):
                    if not line:
                        raise OSError("closed")
                    answer += line
                if line.startswith("ACK"):
                    raise AssertionError(f"{command}: {line.strip()}")
            return answer

    def status(self) -> dict[str, str]:
        return dict(line.split(": ", 1) for line in self.tell("status").splitlines() if ": " in line)

    def kill(self) -> None:
        """At once, as when the power goes."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """It holds its connections and answers nobody, until ``thaw``."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGCONT)

    def __enter__(self) -> "MpdServer":
        self.start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def _make_music(folder: Path) -> None:
    (folder / "playlists").mkdir()
    for at, (album, names) in enumerate(TRACKS.items()):
        place = folder / "music" / album
        place.mkdir(parents=True)
        for name in names:
            make_tone(place / name, 220.0 * (at + 1))
    for playlist, album in PLAYLISTS.items():
        (folder / "playlists" / f"{playlist}.m3u").write_text("".join(f"{album}/{name}\n" for name in TRACKS[album]))


def make_tone(path: Path, hertz: float) -> None:
    """A WAV of half a minute."""
    rate = 8000
    second = b"".join(struct.pack("<h", int(2000 * math.sin(2 * math.pi * hertz * i / rate))) for i in range(rate))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(second * SECONDS)
