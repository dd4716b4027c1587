"""Images built and run as their files say, by buildah without a daemon: a container here has files of its own, and the
machine's network and processes.

    image = built(TOP / "packaging" / "Containerfile", TOP, "localhost/attune-test")
    with Container(image, {"/data": folder}) as container:
        container.start(log)
        container.run("id")
        assert container.stop() == 0
"""

import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.conftest import SHARED
from tests.patience import PATIENCE_S

BASE = "localhost/python:3"
_SETTINGS = {"BUILDAH_ISOLATION": "chroot", "STORAGE_DRIVER": "vfs"}
_BUILD_S = 1800.0  # what the image holds is fetched from an index


def buildah(*words: str | Path, seconds: float = PATIENCE_S) -> str:
    """What it printed. Raises AssertionError with what it said when it failed."""
    done = subprocess.run(
        ["buildah", *map(str, words)], capture_output=True, text=True, timeout=seconds, env=_environment(), check=False
    )
    assert done.returncode == 0, f"buildah {words}: {done.stdout[-1500:]}\n{done.stderr[-3000:]}"
    return done.stdout


@dataclass(frozen=True, slots=True)
class Image:
    """What an engine is told by the image. health: the command that says whether it is well; None: there is none."""

    name: str
    command: Sequence[str]
    user: str
    volumes: frozenset[str]
    stop_signal: str
    health: Sequence[str] | None


def bare() -> Image:
    """A bare Debian of today, made when it is not there. There is nothing in it to start."""
    subprocess.run([SHARED / "fresh-machine" / "base-image"], check=True, capture_output=True, timeout=_BUILD_S)
    return Image(BASE, [], "", frozenset(), "SIGTERM", None)


def built(file: Path, context: Path, name: str) -> Image:
    """Builds it upon the bare one, in place of what an earlier run left."""
    bare()
    subprocess.run(["buildah", "rmi", name], capture_output=True, timeout=PATIENCE_S, env=_environment(), check=False)
    words = (
        "build",
        "-q",
        "--layers=false",
        "--format",
        "docker",
        "--build-arg",
        f"BASE={BASE}",
        "-f",
        file,
        "-t",
        name,
        context,
    )
    buildah(*words, seconds=_BUILD_S)
    told: dict[str, Any] = json.loads(buildah("inspect", "--type", "image", name))["Docker"]["config"]
    health = (told.get("Healthcheck") or {}).get("Test")
    return Image(
        name,
        [*(told.get("Entrypoint") or ()), *(told.get("Cmd") or ())],
        told.get("User") or "",
        frozenset(told.get("Volumes") or ()),
        told.get("StopSignal") or "SIGTERM",
        health[1:] if health else None,
    )


class Container:
    """A container of an image. folders: where each of ours is seen inside. hosts: names it knows, with their addresses.
    Gone with the context, and what ran in it.
    """

    def __init__(
        self, image: Image, folders: Mapping[str, Path], hosts: Mapping[str, str] | None = None, **environment: str
    ) -> None:
        self.image, self._folders, self._hosts = image, folders.keys(), hosts or {}
        self._options = [word for inside, ours in folders.items() for word in ("-v", f"{ours}:{inside}")]
        self._options += [word for name, value in environment.items() for word in ("--env", f"{name}={value}")]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Container":
        hosts = [word for name, address in self._hosts.items() for word in ("--add-host", f"{name}:{address}")]
        self._name = buildah("from", *hosts, self.image.name).strip()
        for inside in self.image.volumes & self._folders:  # else buildah may lay an empty one of its own over ours
            buildah("config", "--volume", f"{inside}-", self._name)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if self._process is not None and self._process.poll() is None:
                self._tell("SIGKILL")
                self._process.wait(PATIENCE_S)
        finally:
            buildah("rm", self._name)

    def start(self, log: Path, *words: str) -> None:
        """What the image is for, as an engine starts it, or another command. Does not wait."""
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                self._line(words or self.image.command), stdout=out, stderr=out, env=_environment()
            )

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One command inside, beside what runs there."""
        return subprocess.run(
            self._line(words), capture_output=True, text=True, timeout=_BUILD_S, env=_environment(), check=False
        )

    def done(self, *words: str) -> str:
        """What one command inside printed. Raises AssertionError when it failed."""
        found = self.run(*words)
        assert found.returncode == 0, f"{words}: {found.stdout[-2000:]}\n{found.stderr[-2000:]}"
        return found.stdout

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> int:
        """As an engine stops it: with the image's signal. The exit status."""
        assert self._process is not None
        self._tell(self.image.stop_signal)
        return self._process.wait(PATIENCE_S)

    def _line(self, words: Sequence[str]) -> list[str]:
        return ["buildah", "run", *self._options, self._name, "--", *words]

    def _tell(self, signal: str) -> None:
        """An engine's signal goes to the program. Buildah's own processes stand between it and us."""
        assert self._process is not None
        until = time.monotonic() + PATIENCE_S
        while self._process.poll() is None:
            for pid in _inside(self._process.pid):
                subprocess.run(["kill", "-s", signal.removeprefix("SIG"), str(pid)], check=False)
                return
            assert time.monotonic() < until, "nothing has started in the container"
            time.sleep(0.05)


def _environment() -> dict[str, str]:
    return {**os.environ, **_SETTINGS}


def _inside(outermost: int) -> list[int]:
    """The program of a container: a process with another root, started by one that has that root already."""
    parents: dict[int, int] = {}
    roots: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                roots[int(entry.name)] = os.readlink(entry / "root")
            except OSError:
                continue  # it has ended meanwhile

    def is_below(pid: int) -> bool:
        while pid > 1:
            pid = parents.get(pid, 0)
            if pid == outermost:
                return True
        return False

    ours = os.readlink("/proc/self/root")
    own_root = [pid for pid, root in roots.items() if root != ours and is_below(pid)]
    return [pid for pid in own_root if parents[pid] in own_root and parents[parents[pid]] not in own_root]
