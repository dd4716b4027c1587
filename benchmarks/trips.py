"""How far one walks through the code: an arrival, a hand's lesson, a configuration value, a consent, through a whole house.

    python benchmarks/trips.py [--files] [--tree FOLDER]

A trip is what somebody reading along would do: every function of the project is read once, as it is called for the first
time; what is an attribute to its reader (a property) is none. A stay is an unbroken stretch of reading in one file, a return
one in a file that one has been in before. Others like it come before the counted one: caches are filled, nothing is imported.
``--tree`` counts in another checkout, to compare.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import CodeType, FrameType, SimpleNamespace
from typing import Any, cast

HERE = Path(__file__).resolve()
TOP = Path(os.environ.get("ATTUNE_TREE", HERE.parents[1]))
sys.path.insert(0, str(TOP))
FLOORS = ("hub", "models", "devices")

CONFIG = """
home: {name: Test, latitude: 52.37, longitude: 4.9, time_zone: Europe/Amsterdam}
mqtt: {host: 127.0.0.1}
storage: {path: trips.db}
earn_autonomy: false
learning: {settle: 1, correction_window: 60}
safety: {arrival_gap: %s}
occupants:
  ana: {learn: [light], presence: [{topic: home/presence/ana}]}
rooms:
  kitchen:
    devices:
      - topic:
          id: lamp
          state: home/lamp
          command: home/lamp/set
          quantities: {brightness: {key: level, low: 0, high: 100}, power: {key: on}}
  hall: {}
"""


class Trip:
    """stays: files of the project in the order one is in them."""

    def __init__(self) -> None:
        self.stays: list[str] = []
        self._read = _properties()
        self._files: dict[str, str | None] = {}

    @contextmanager
    def followed(self) -> Iterator["Trip"]:
        """In this thread and those that are started meanwhile; they wait for each other."""
        threading.setprofile(self._event)
        sys.setprofile(self._event)
        try:
            yield self
        finally:
            sys.setprofile(None)
            threading.setprofile(cast(Any, None))

    def _event(self, frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event != "call" or code in self._read or code.co_name.startswith("<"):  # a lambda or a loop is read where it stands
            return
        self._read.add(code)
        file = self._file(code.co_filename)
        if file is not None and self.stays[-1:] != [file]:
            self.stays.append(file)

    def _file(self, name: str) -> str | None:
        if name not in self._files:
            path = Path(name)
            inside = path.is_absolute() and path.is_relative_to(TOP) and path.relative_to(TOP).parts[0] in FLOORS
            self._files[name] = path.relative_to(TOP).as_posix() if inside else None
        return self._files[name]


def _properties() -> set[CodeType]:
    found = set()
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in FLOORS:
            classes = (one for one in vars(module).values() if isinstance(one, type))
            members = (member for one in classes for member in vars(one).values())
            found |= {member.fget.__code__ for member in members if isinstance(member, property) and member.fget is not None}
    return found


def quiet_link(now: Callable[[], Any]) -> Any:
    """A link to a broker that takes everything and says nothing."""
    from devices.links.mqtt import MqttLink, MqttOptions

    class Quiet(MqttLink):
        @property
        def state(self) -> Any:
            return "up"

        def publish(self, _message: object) -> bool:
            return True

        def publish_all(self, messages: Sequence[object]) -> list[bool]:
            return [True] * len(messages)

        def subscribe(self, _filters: object) -> dict[str, str]:
            return {}

    return Quiet(MqttOptions("127.0.0.1", 1883), now)


class Living:
    """The whole hub on a database in memory's place, in made-up time."""

    def __init__(self, folder: Path) -> None:
        from devices.vocabulary import Moment
        from hub.config.load import load
        from hub.daemon import Daemon
        from hub.links.players import Players
        from hub.loop.inbox import Inbox
        from hub.store import Store

        self._moment, self.at_s = Moment, 0.0
        self.path = folder / "config.yaml"
        self.path.write_text(CONFIG % 300)
        config = load(self.path)
        self.inbox = Inbox()
        self.store = Store.open(config.storage.path)
        players = Players(config.settings(), self.inbox.put, self.now)
        clock = cast(Any, SimpleNamespace(now=self.now))
        self.daemon = Daemon(config, self.store, quiet_link(self.now), self.inbox, clock, players)

    def now(self) -> Any:
        return self._moment(datetime(2026, 3, 4, 19, tzinfo=UTC) + timedelta(seconds=self.at_s), 1000.0 + self.at_s)

    def hear(self, topic: str, payload: str, after_s: float) -> None:
        from devices.message import Message

        self.at_s += after_s
        self.daemon.on_message(Message(topic, payload.encode(), self.now()))

    def tick(self, after_s: float) -> None:
        self.at_s += after_s
        self.daemon.on_tick(self.now())

    def day(self) -> None:
        """Ana comes, sets the lamp, goes; it goes out by itself."""
        self.hear("home/presence/ana", "kitchen", 10)
        self.lesson()
        self.hear("home/presence/ana", "not_home", 3600)
        self.hear("home/lamp", '{"on": "off", "level": 100}', 60)
        self.tick(100)
        self.at_s += 80_000.0

    def lesson(self) -> None:
        self.hear("home/lamp", '{"on": "on", "level": 30}', 10)
        self.tick(10)

    def value(self, gap_s: int) -> None:
        """An edited configuration is read, checked and in use."""
        from hub.config.load import load_with_cautions

        self.path.write_text(CONFIG % gap_s)
        self.daemon.on_value(load_with_cautions(self.path)[0])

    def consent(self, domains: str) -> None:
        """As on the command line, with the hub running: two threads of the hub answer it."""
        from hub.api import console as api
        from hub.cli import app

        def turn() -> None:
            while not (waiting := self.inbox.drain()):
                is_over.wait(0.01)
            for one in waiting:
                self.daemon.on_value(one)

        is_over = threading.Event()
        # A checkout from before it tried several places for its socket knows one.
        where = getattr(api, "socket_paths", None) or getattr(api, "socket_path")  # noqa: B009
        console = api.Console(where(self.store.path), self.inbox.put)
        console.start()
        loop = threading.Thread(target=turn)
        loop.start()
        app(["consent", "ana", domains, "--json", "-c", str(self.path)], standalone_mode=False)
        loop.join()
        console.stop()


def measured() -> Iterator[tuple[str, Trip]]:
    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w") as nowhere:
        living = Living(Path(folder))
        for _ in range(12):
            living.day()
        with Trip().followed() as arrival:
            living.hear("home/presence/ana", "kitchen", 10)
        yield "an arrival", arrival
        living.tick(30)
        with Trip().followed() as lesson:
            living.hear("home/lamp", '{"on": "on", "level": 70}', 10)
            living.tick(10)
        yield "a hand's lesson", lesson
        living.value(301)
        living.value(303)
        with Trip().followed() as value:
            living.value(302)
        yield "a configuration value", value
        said, sys.stdout = sys.stdout, nowhere
        living.consent("light")
        living.consent("light")
        trip = Trip()
        try:
            with trip.followed():
                living.consent("none")
        finally:
            sys.stdout = said
        yield "a consent", trip
        living.store.close()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--files", action="store_true", help="every stay, in order")
    asked.add_argument("--tree", type=Path, help="another checkout")
    given = asked.parse_args()
    if given.tree is not None:
        more = ["--files"] if given.files else []
        tree = str(given.tree.resolve())
        raise SystemExit(subprocess.run([sys.executable, str(HERE), *more], env={**os.environ, "ATTUNE_TREE": tree}).returncode)
    print("| trip | stays | files | returns |")
    print("|---|---|---|---|")
    for name, trip in measured():
        files = len(set(trip.stays))
        print(f"| {name} | {len(trip.stays)} | {files} | {len(trip.stays) - files} |")
        if given.files:
            print("\n" + " → ".join(trip.stays) + "\n")


if __name__ == "__main__":
    main()
