"""``attune demo``: hands what happens to the stage, or what was counted to a program."""

import json
import logging
import sys
from typing import Any

from .play import play
from .stage import perform


def show(days: int, seed: int, *, quick: bool, as_json: bool, stays: bool = False) -> int:
    """The exit status. stays: the household goes on in real time once the days are over, until Ctrl-C."""
    logging.getLogger().setLevel(logging.ERROR)
    if as_json:
        tally = play(days, seed, lambda _scene: None)
        summary: dict[str, Any] = tally.summary(seed)
        sys.stdout.write(json.dumps(summary, ensure_ascii=False) + "\n")
        return 1 if tally.violations else 0
    return perform(days, seed, quick, stays)
