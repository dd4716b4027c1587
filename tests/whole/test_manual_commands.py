"""Every command line the manual prints, typed as it is printed beside a hub that runs."""

import re
import shlex
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

from hub.cli import app
from hub.errors import NotPossible
from tests.mosquitto import Mosquitto, free_port

from .living import Household, Hub, configuration, teach, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
TOP = Path(__file__).parents[2]
PAGES = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md")), *sorted((TOP / "packaging").rglob("*.md"))]
ELSEWHERE = {  # what is run by a test of its own
    "run": "tests/whole/living.py",
    "demo": "tests/whole/test_demo.py",
    "init": "tests/home_assistant/test_first_day.py",
    "import-history": "tests/home_assistant/test_first_day.py",
    "calibrate": "tests/whole/test_calibrate.py",
    "rehearse": "tests/whole/test_rehearse.py",
    "replay": "tests/whole/test_replay.py",
}
STANDS_FOR = {
    "2026-03-14": f"{date.today() + timedelta(days=30)}",
    "PERSON": "ana", "FOLDER": "exported", "FILE": "help.txt", "WHICH": "last", "DOMAINS": "light", "NAME": "normal",
    "ANSWER": "keep", "SCRIPT": "script.yaml", "ADDRESS:PORT": "127.0.0.1:8099", "ADDRESS": "127.0.0.1",
}  # fmt: skip
OF_SUGGESTIONS = {"ANSWER": "again", "ROOM": "kitchen", "KIND": "brightness"}
NOTHING_TO_ANSWER = {  # said by name, exit 1: no evening was unlike the others, no habit has changed, nothing was learned then,
    # nothing waits
    "forget --undo", "evening forget", "evening ANSWER", "changes adopt ID", "changes ANSWER WHICH",
    "suggestions later kitchen",
}  # fmt: skip
SAYS_ENTER = {"page password ana": "a long enough password\n"}
NAMES = {"consent", "export", "forget", "thanks WHICH"}  # said of a command, without what it needs
OPEN = {"page": "token", "print": "acl", "why": "living_room", "consent": "light"}
LAST = (
    "undo --since",
    "undo",
    "pause",
    "resume",
    "consent",
    "page sessions",
    "export",
    "forget --from",
    "forget --undo",
    "forget",
)  # in this order, at the end


def printed() -> list[str]:
    """Each once: what stands in a line of its own or between backquotes, without its comment."""
    found: dict[str, None] = {}
    for page in PAGES:
        text = page.read_text("utf-8")
        lines = re.findall(r"(?m)^(?: {4})?attune (.+)$", text)
        spans = re.findall(r"`attune ([a-z][^`\n]*)`", text)
        found |= dict.fromkeys(re.sub(r"\s+# .*| \[.*", "", one).strip() for one in (*lines, *spans))
    return sorted(one for one in found if one)


PRINTED = printed()
RUN = [one for one in PRINTED if one.split()[0] not in ELSEWHERE and one not in NAMES]


def place(command: str) -> tuple[int, str]:
    return next((at + 1 for at, first in enumerate(LAST) if command.startswith(first)), 0), command


IN_ORDER: list[str] = sorted(RUN, key=place)


def words_of(command: str) -> list[str]:
    words = shlex.split(command)
    if words[0] == "suggestions":
        return [OF_SUGGESTIONS.get(word, word) for word in words]
    return [OPEN[words[0]] if word in ("WHAT", "…") else STANDS_FOR.get(word, word) for word in words]


@pytest.mark.parametrize("command", PRINTED)
def test_its_options_are_the_programs(command: str) -> None:
    name, *words = words_of(command)
    every = typer.main.get_command(app)
    assert isinstance(every, TyperGroup)
    found = every.commands[name]
    options = {option for param in found.params for option in param.opts}
    assert {word for word in words if word.startswith("-")} <= options | {"-c"}
    takes = sum(param.param_type_name == "argument" for param in found.params)
    values = [word for word, before in zip(words, ["", *words], strict=False) if not word.startswith("-") and before[:1] != "-"]
    assert len(values) <= takes


@pytest.mark.parametrize("command", sorted({one.split()[0] for one in PRINTED} & set(ELSEWHERE)))
def test_what_is_not_typed_here_is_typed_there(command: str) -> None:
    assert re.search(rf"[\"'/]{command}[\"'.]", (TOP / ELSEWHERE[command]).read_text("utf-8"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a hub that runs and has set something for Ana, who is in the living room."""
    folder = tmp_path_factory.mktemp("home")
    with Mosquitto("allow_anonymous true\n", tmp_path_factory.mktemp("broker")) as broker:
        household = Household(broker.port)
        lamps = tunable_lamp("living_lamp"), tunable_lamp("kitchen_lamp", 2)
        household.add(*lamps)
        rooms: dict[str, Any] = {"living_room": [{"zigbee2mqtt": "living_lamp"}], "kitchen": [{"zigbee2mqtt": "kitchen_lamp"}]}
        hub = Hub(folder, configuration(broker.port, rooms, page={"listen": f"127.0.0.1:{free_port()}"}))
        try:
            hub.start(household)
            teach(household, "ana", "living_room", lamps[0], state="ON", brightness=100)
            mark = household.mark()
            household.goes("ana", "living_room")
            household.wait_for(lambda: household.commands(mark), "the lamp to be set as taught")
            yield folder
        finally:
            hub.stop()
            household.close()


@pytest.mark.parametrize("command", IN_ORDER)
def test_it_does_what_it_is_printed_for(home: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    words = words_of(command)
    if words[0] == "discover":
        words += ["--seconds", "1"]
    if words[0] == "forget" and "--undo" not in words:
        words += ["--yes"]
    done = CliRunner().invoke(app, words, input=SAYS_ENTER.get(command, ""))
    if command in NOTHING_TO_ANSWER:
        assert isinstance(done.exception, NotPossible)
        return
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    assert done.output.strip()
