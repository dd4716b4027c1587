"""The night's training as a child: never waited for, never in the way, and gone when the hub goes."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from typer.testing import CliRunner

from hub.cli import app
from hub.jobs.trainer import Trainer
from tests.patience import PATIENCE_S

Make = Callable[..., Trainer]


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[Trainer] = []

    def trainer(program: str, longest_s: float = 60.0) -> Trainer:
        made.append(Trainer(Path("config.yaml"), longest_s, [sys.executable, "-c", program]))
        return made[-1]

    yield trainer
    for one in made:
        one.stop()


def ended(trainer: Trainer) -> int | None:
    """The status, once the child has ended by itself."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        status = trainer.poll()
        if status is not None:
            return status
        time.sleep(0.01)
    return None


def child_of(trainer: Trainer) -> int:
    assert trainer._child is not None
    return trainer._child.pid


def test_a_training_that_went_well_is_told_once(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    trainer = make('print(\'{"examples": 40, "people": 2, "promoted": 1}\')')
    assert trainer.poll() is None
    trainer.start()
    assert ended(trainer) == 0
    assert trainer.poll() is None
    assert not trainer.is_busy
    assert "40 examples of 2 people, 1 priors promoted" in caplog.text


def test_a_crash_is_told_with_its_last_words_and_harms_nothing(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    trainer = make("import sys; sys.stderr.write('x' * 300_000 + ' no memory'); sys.exit(3)")
    trainer.start()
    assert ended(trainer) == 3
    assert "training ended with 3" in caplog.text
    assert "no memory" in caplog.text
    assert len(caplog.text) < 2000
    trainer.start()  # the next night is another
    assert ended(trainer) == 3


def test_a_child_with_nothing_sensible_to_say_has_still_ended_well(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    for program in ("pass", "print([])", "print('{}')"):
        trainer = make(program)
        trainer.start()
        assert ended(trainer) == 0
    assert caplog.text.count("it said nothing") == 3


def test_nobody_waits_for_a_child_at_work_and_there_is_only_one(make: Make) -> None:
    trainer = make("import time; time.sleep(600)")
    trainer.start()
    first = child_of(trainer)
    trainer.start()
    assert child_of(trainer) == first
    assert trainer.poll() is None
    assert trainer.is_busy


def test_a_child_that_takes_too_long_is_ended(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    trainer = make("import time; time.sleep(600)", longest_s=-1.0)
    trainer.start()
    assert trainer.poll() == -9
    assert "too long" in caplog.text
    assert not trainer.is_busy


@pytest.mark.parametrize("deaf", ["", "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "])
def test_the_child_ends_with_the_hub_even_if_it_will_not_listen(make: Make, deaf: str, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    trainer = make(f"{deaf}open({str(ready)!r}, 'w'); import time; time.sleep(600)")
    trainer.start()
    pid, until = child_of(trainer), time.monotonic() + PATIENCE_S
    while not ready.exists() and time.monotonic() < until:
        time.sleep(0.01)
    trainer.stop()
    trainer.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert not trainer.is_busy


def test_a_program_that_is_not_there_is_the_callers_to_tell() -> None:
    trainer = Trainer(Path("config.yaml"), command=["/nonexistent/python"])
    with pytest.raises(OSError):
        trainer.start()
    assert not trainer.is_busy


def test_what_is_started_every_night_is_a_command_the_program_knows(tmp_path: Path) -> None:
    """The whole line once asked for an option that was not there, and no home was ever trained."""
    line = Trainer(tmp_path / "config.yaml")._command
    assert line[:3] == [sys.executable, "-m", "hub"]
    known = click.unstyle(CliRunner().invoke(app, ["train", "--help"]).output)
    options = [word for word in line[4:] if word.startswith("-")]
    assert line[3] == "train"
    assert len(options) == 3
    assert [option for option in options if option not in known] == []
