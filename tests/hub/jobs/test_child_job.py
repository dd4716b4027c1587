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
from hub.jobs.child_job import ChildJob, nightly
from tests.patience import PATIENCE_S

Make = Callable[..., ChildJob]


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[ChildJob] = []

    def child(program: str, longest_s: float = 60.0) -> ChildJob:
        made.append(ChildJob("train", [sys.executable, "-c", program], longest_s))
        return made[-1]

    yield child
    for one in made:
        one.stop()


def ended(child: ChildJob) -> int | None:
    """The status, once the child has ended by itself."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        status = child.poll()
        if status is not None:
            return status
        time.sleep(0.01)
    return None


def child_of(child: ChildJob) -> int:
    assert child._child is not None
    return child._child.pid


def test_a_training_that_went_well_is_told_once(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    child = make('print("much"); print("40 examples of 2 people; 1 priors promoted")')
    assert child.poll() is None
    child.start()
    assert ended(child) == 0
    assert child.poll() is None
    assert not child.is_busy
    assert "train is done: 40 examples of 2 people; 1 priors promoted" in caplog.text


def test_a_crash_is_told_with_its_last_words_and_harms_nothing(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    child = make("import sys; sys.stderr.write('x' * 300_000 + ' no memory'); sys.exit(3)")
    child.start()
    assert ended(child) == 3
    assert "train ended with 3" in caplog.text
    assert "no memory" in caplog.text
    assert len(caplog.text) < 2000
    child.start()  # the next night is another
    assert ended(child) == 3


def test_a_child_with_nothing_to_say_has_still_ended_well(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    child = make("pass")
    child.start()
    assert ended(child) == 0
    assert "it said nothing" in caplog.text


def test_nobody_waits_for_a_child_at_work_and_there_is_only_one(make: Make) -> None:
    child = make("import time; time.sleep(600)")
    child.start()
    first = child_of(child)
    child.start()
    assert child_of(child) == first
    assert child.poll() is None
    assert child.is_busy


def test_a_child_that_takes_too_long_is_ended(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    child = make("import time; time.sleep(600)", longest_s=-1.0)
    child.start()
    assert child.poll() == -9
    assert "too long" in caplog.text
    assert not child.is_busy


@pytest.mark.parametrize("deaf", ["", "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "])
def test_the_child_ends_with_the_hub_even_if_it_will_not_listen(make: Make, deaf: str, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    child = make(f"{deaf}open({str(ready)!r}, 'w'); import time; time.sleep(600)")
    child.start()
    pid, until = child_of(child), time.monotonic() + PATIENCE_S
    while not ready.exists() and time.monotonic() < until:
        time.sleep(0.01)
    child.stop()
    child.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert not child.is_busy


def test_a_program_that_is_not_there_is_the_callers_to_tell() -> None:
    child = ChildJob("train", ["/nonexistent/python"])
    with pytest.raises(OSError):
        child.start()
    assert not child.is_busy


@pytest.mark.parametrize("job", ["train", "backup"])
def test_what_is_started_every_night_is_a_command_the_program_knows(tmp_path: Path, job: str) -> None:
    """The whole line once asked for an option that was not there, and no home was ever trained."""
    line = nightly(job, tmp_path / "config.yaml")
    assert line[:3] == [sys.executable, "-m", "hub"]
    known = click.unstyle(CliRunner().invoke(app, [job, "--help"]).output)
    options = [word for word in line[4:] if word.startswith("-")]
    assert line[3] == job
    assert len(options) == 2
    assert [option for option in options if option not in known] == []
