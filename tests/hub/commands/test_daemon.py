"""``attune run`` without the command line's library: the same options, the same words, the same exit status."""

import subprocess
import sys
from pathlib import Path

import pytest
import typer

from hub.cli import app
from hub.commands.daemon import daemon, exit_status, options
from hub.commands.options import CONFIG
from hub.config.mistakes import ConfigError, Mistake
from hub.errors import HubError
from tests.patience import PATIENCE_S

TOP = Path(__file__).parents[3]


def test_it_takes_every_option_of_the_command_line() -> None:
    known = {name for o in typer.main.get_command(app).commands["run"].params for name in o.opts}  # type: ignore[attr-defined]
    assert known == {"--config", "-c", "--verbose", "-v", "--no-page", "--ingress", "--supervisor"}
    beside = ["--no-page", "--ingress", "127.0.0.1:1", "--supervisor", "127.0.0.2"]
    found = options(["run", "--config", "x.yaml", "--verbose", *beside])
    assert found == options(["run", "-c", "x.yaml", "-v", *beside])
    assert found is not None
    told = (found.config, found.verbose, found.no_page, found.ingress, found.supervisor)
    assert told == (Path("x.yaml"), True, True, "127.0.0.1:1", "127.0.0.2")


def test_left_out_they_are_what_the_command_line_makes_of_them() -> None:
    found = options(["run"])
    assert found is not None
    assert (found.config, found.verbose, found.no_page, found.ingress) == (CONFIG, False, False, None)


@pytest.mark.parametrize("arguments", [["run", "--help"], ["run", "--conf", "x"], ["run", "x"], ["run", "-c"], ["why"], []])
def test_what_is_no_plain_run_is_left_to_the_command_line(arguments: list[str]) -> None:
    assert options(arguments) is None


def test_its_help_and_its_mistakes_are_still_the_command_lines() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hub", "run", "--conf", "x"], cwd=TOP, capture_output=True, timeout=PATIENCE_S, check=False
    )
    assert done.returncode == 2
    assert b"No such option" in done.stderr


def test_what_goes_wrong_is_said_and_told_by_the_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    def wrong() -> int:
        raise ConfigError([Mistake("config.yaml", 3, "home", "is missing", "")])

    def failed() -> int:
        raise HubError("no room on the disk")

    def interrupted() -> int:
        raise KeyboardInterrupt

    assert [exit_status(body) for body in (lambda: 0, wrong, failed, interrupted)] == [0, 2, 1, 1]
    said = capsys.readouterr().err
    assert "config.yaml:3: home: is missing" in said
    assert "attune: no room on the disk" in said


def test_an_address_for_the_supervisor_without_a_port_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    asked = options(["run", "--ingress", "foo"])
    assert asked is not None
    assert daemon(asked) == 2
    assert "such as 172.30.33.0:8099" in capsys.readouterr().err
