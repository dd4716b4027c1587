"""A command line that is refused is told what it probably was to be."""

import pytest

from hub.cli import main
from hub.commands.word_order import meant


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("run config.yaml", "attune run -c config.yaml"),
        ("check Home.yml", "attune check -c Home.yml"),
        ("-c config.yaml run", "The command comes first"),
        ("--config=config.yaml run", "The command comes first"),
        ("pause 2h", "--until 2h"),
        ("mode party 02:00", "--until 02:00"),
    ],
)
def test_a_word_in_the_wrong_place_is_told_with_its_place(line: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(line.split()) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "line", ["run -c config.yaml", "rehearse week.yaml -c config.yaml", "why last", "undo --since 20:00", ""]
)
def test_what_is_in_its_place_is_not_spoken_of(line: str) -> None:
    assert meant(line.split()) is None


@pytest.mark.parametrize("line", ["-h", "run -h", "pause -h"])
def test_short_for_help(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(line.split()) == 0
    assert "Usage" in capsys.readouterr().out
