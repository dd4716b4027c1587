"""What somebody who typed a command line otherwise than it is taken probably meant."""

import re
from collections.abc import Sequence
from itertools import pairwise

_CONFIG = ("-c", "--config")
_FILE = re.compile(r".+\.ya?ml", re.IGNORECASE)
_WHEN = re.compile(r"[0-9]{1,4} ?(m|min|h|d)|[0-9]{1,2}:[0-9]{2}|morning", re.IGNORECASE)
_ENDS = ("pause", "mode")
_OF_FILES = ("rehearse",)  # which take one without a word before it


def meant(words: Sequence[str]) -> str | None:
    """A sentence for who was refused; None where nothing comes to mind."""
    if words[:1] and words[0].partition("=")[0] in _CONFIG:
        return "The command comes first: attune COMMAND -c FILE"
    for before, word in pairwise(words):
        if before.startswith("-"):
            continue  # an option's own value
        if _FILE.fullmatch(word) and words[0] not in _OF_FILES:
            return f"A configuration stands behind -c: attune {words[0]} -c {word}"
        if _WHEN.fullmatch(word) and words[0] in _ENDS:
            return f"When it ends stands behind --until: --until {word}"
    return None
