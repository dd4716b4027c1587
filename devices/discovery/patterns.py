"""Regular expressions from templates, let through only when they cannot run away.

Python's matcher backtracks: an innocent-looking pattern can take hours. So: no repeated groups, few repeats, short texts.
"""

import re
from functools import lru_cache

_LONGEST_PATTERN = 200
_LONGEST_TEXT = 200  # characters searched; with two open repeats about a million steps at worst
_MOST_REPEATS = 2
_MOST_CHOICES = 4  # optional parts and alternatives
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")


@lru_cache(maxsize=256)
def compiled(pattern: str, ignorecase: bool = False) -> re.Pattern[str]:
    """The pattern. Raises ValueError for one that could take long, re.error for one that is none."""
    if len(pattern) > _LONGEST_PATTERN:
        raise ValueError("the pattern is too long")
    if re.search(r"\\[1-9]|\(\?P=|\(\?(?!:|P<)", pattern):
        raise ValueError("the pattern refers back or ahead")
    bare = _CLASS.sub("c", _ESCAPED.sub("e", pattern)).replace("(?:", "(").replace("(?P<", "(")
    if re.search(r"\)[*+?{]", bare):
        raise ValueError("the pattern repeats a group")
    if len(re.findall(r"[*+{]", bare)) > _MOST_REPEATS or len(re.findall(r"[?|]", bare)) > _MOST_CHOICES:
        raise ValueError("the pattern repeats too often")
    return re.compile(pattern, re.IGNORECASE if ignorecase else 0)


def searched(text: object) -> str:
    """The text a pattern is tried on. Raises ValueError when it is too long."""
    found = str(text)
    if len(found) > _LONGEST_TEXT:
        raise ValueError("the text is too long for a pattern")
    return found
