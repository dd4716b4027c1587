"""Text from outside, made fit for a log line: one line, no control or direction characters, cut short."""

import unicodedata


def shown(text: str | bytes, limit: int = 200) -> str:
    """``text`` escaped for logs and terminals, at most ``limit`` characters.

    Control characters (CR, LF, ANSI escapes), direction overrides and lone surrogates become \\x.. or \\u.... escapes.
    """
    if isinstance(text, bytes):
        text = text[: limit * 4].decode("utf-8", "backslashreplace")
    cut = text[:limit]
    clean = "".join(c if unicodedata.category(c)[0] != "C" else c.encode("unicode_escape").decode("ascii") for c in cut)
    return clean[:limit] + ("…" if len(text) > limit or len(clean) > limit else "")
