"""A real Mosquitto for a test: on a free loopback port, killed and started again at will, on the same port and data."""

import base64
import contextlib
import getpass
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType

from .patience import PATIENCE_S

HOST = "127.0.0.1"
PORTS = (10_000, 32_000)
_SEARCH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))


def program(name: str) -> str | None:
    """Where a program is; /usr/sbin is looked at too, which is not on everybody's path."""
    return shutil.which(name, path=_SEARCH)


def free_port() -> int:
    """Below those the system gives to clients: a server that ends for a while finds its port free again. Above, any connection
    of another test could have it by then, or a client that calls it in vain could end up talking to itself.
    """
    for _ in range(100):
        port = PORTS[0] + secrets.randbelow(PORTS[1] - PORTS[0])  # not random: Hypothesis seeds that, and all workers alike
        with contextlib.suppress(OSError), socket.create_server((HOST, port)):
            return port
    raise RuntimeError(f"no free port among {PORTS[0]} to {PORTS[1]}")


def password_file(folder: Path, users: Mapping[str, str]) -> Path:
    """A password file as ``mosquitto_passwd`` writes it: PBKDF2-HMAC-SHA512, 64 bytes of hash."""
    path = folder / "passwords"
    lines = []
    for name, password in users.items():
        salt, rounds = secrets.token_bytes(12), 101
        digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds, 64)
        lines.append(f"{name}:$7${rounds}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}")
    path.write_text("\n".join(lines) + "\n")
    path.chmod(0o600)
    return path


def refusing(folder: Path, username: str, password: str, refused: Iterable[str]) -> str:
    """Lines of mosquitto.conf under which everybody may everything, only ``username`` is refused these subscriptions in so
    many words. (An ``acl_file`` grants every subscription and then keeps silent.) Read when the broker starts.
    """
    salt, rounds = secrets.token_bytes(12), 101
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds, 64)
    rules = {
        "defaultACLAccess": dict.fromkeys(
            ("publishClientSend", "publishClientReceive", "subscribe", "unsubscribe"), True
        ),
        "clients": [
            {
                "username": username,
                "password": base64.b64encode(digest).decode(),
                "salt": base64.b64encode(salt).decode(),
                "iterations": rounds,
                "roles": [{"rolename": username}],
            }
        ],
        "roles": [
            {
                "rolename": username,
                "acls": [{"acltype": "subscribeLiteral", "topic": t, "priority": 0, "allow": False} for t in refused],
            }
        ],
        "groups": [],
    }  # fmt: skip
    path = folder / "dynamic-security.json"
    path.write_text(json.dumps(rules))
    return f"plugin {_plugin()}\nplugin_opt_config_file {path}"


def _plugin() -> Path:
    """Mosquitto's own plugin for access rules, which comes with it."""
    for place in ("/usr/lib", "/usr/local/lib", "/opt/homebrew/lib"):
        found = next(Path(place).glob("**/mosquitto_dynamic_security.so"), None)
        if found is not None:
            return found
    raise FileNotFoundError("mosquitto_dynamic_security.so comes with mosquitto, and is not here")


class Mosquitto:
    """config: further lines of mosquitto.conf; what they set replaces our default. They follow the listener's line,
    so its own options (TLS, ``protocol``) may stand there too. Used as a context, it is running inside it.
    """

    host = HOST

    def __init__(self, config: str = "", folder: Path | None = None) -> None:
        self._own_folder = folder is None
        self.folder = Path(tempfile.mkdtemp(prefix="mosquitto-")) if folder is None else folder
        self.config = config
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Mosquitto":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def start(self) -> int:
        """Starts it, again on the same port when it ran before; returns the port once it accepts connections."""
        if self._process is not None:
            raise RuntimeError("already running")
        for attempt in range(5):
            if not self.port or (attempt and self._is_first()):
                self.port = free_port()
            if self._launch():
                (self.folder / "started").touch()
                return self.port
        raise RuntimeError(f"mosquitto does not start:\n{self.log()[-2000:]}")

    def stop(self) -> None:
        """Asks it to end (SIGTERM): it writes its data first."""
        if self._process is not None:
            self._process.terminate()
            self._wait()

    def kill(self) -> None:
        """SIGKILL: what it had not written is lost."""
        if self._process is not None:
            self._process.kill()
            self._wait()

    def reread(self) -> None:
        """SIGHUP: it reads its access list anew, and its clients stay."""
        if self._process is not None:
            self._process.send_signal(signal.SIGHUP)

    def close(self) -> None:
        self.stop()
        if self._own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        path = self.folder / "mosquitto.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _is_first(self) -> bool:
        return not (self.folder / "started").exists()

    def _wait(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            try:
                process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _launch(self) -> bool:
        """True when it listens; False when it ended by itself (somebody took the port between asking and taking)."""
        path = program("mosquitto")
        if path is None:
            raise FileNotFoundError("mosquitto is not installed (make test installs it)")
        conf = self.folder / "mosquitto.conf"
        conf.write_text(self._text())
        with (self.folder / "mosquitto.log").open("ab") as log:
            self._process = subprocess.Popen([path, "-c", str(conf)], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if self._process.poll() is not None:
                self._process = None
                return False
            try:
                socket.create_connection((HOST, self.port), timeout=1).close()
            except OSError:
                time.sleep(0.01)
            else:
                return True
        self.kill()
        raise TimeoutError(f"mosquitto does not listen after {PATIENCE_S:g} s:\n{self.log()[-2000:]}")

    def _text(self) -> str:
        given = {line.split()[0] for line in self.config.splitlines() if line.split()}
        ours = {
            "user": getpass.getuser(),  # started as root it would become another user, who may not read our folder
            "allow_anonymous": "true",
            "persistence": "true",
            "persistence_location": f"{self.folder}/",
            "set_tcp_nodelay": "true",
            "max_packet_size": "268435455",  # as before 2.1, which closes the connection of who sends two million bytes
            "log_dest": "stderr",
        }
        general = [f"{key} {value}" for key, value in ours.items() if key not in given]
        return "\n".join([*general, f"listener {self.port} {HOST}", self.config.strip(), ""])
