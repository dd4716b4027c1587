"""Announcements with some things wrong, as Hypothesis strategies: what another version of a bridge, or a hostile one, says."""

from typing import Any

from hypothesis import strategies as st

ODD: list[Any] = [
    None, True, False, "", "ON", "off", "255", "1.5", "nan", -1, 0, 1, 2, 3.5, 254.0, -40, 100, 1e308, 10**30, 10**400,
    [], {}, ["a", None], {"a": 1}, "Wohnzimmer/Stehlampe Süd", "bath room", "#", "a/b", "+", "\u202e", "\x00", "x" * 300,
]  # fmt: skip
_MOST_CHANGES = 4


@st.composite
def spoiled(draw: st.DrawFn, document: Any) -> Any:
    """The document with one to four places of it left out, replaced, doubled, or of another type."""
    for _ in range(draw(st.integers(1, _MOST_CHANGES))):
        document = _changed(draw, document)
    return document


def _changed(draw: st.DrawFn, value: Any) -> Any:
    """One place, at any depth, changed; nothing of the original is touched."""
    if isinstance(value, dict) and value:
        key = draw(st.sampled_from(sorted(value)))
        rest = {k: v for k, v in value.items() if k != key}
        return _changed_in(draw, value[key], lambda new: {**value, key: new}, rest)
    if isinstance(value, list) and value:
        at = draw(st.integers(0, len(value) - 1))
        rest_of_it = [*value[:at], *value[at + 1 :]]
        return _changed_in(draw, value[at], lambda new: [*value[:at], new, *value[at + 1 :]], rest_of_it)
    return draw(st.sampled_from(ODD))


def _changed_in(draw: st.DrawFn, inner: Any, put: Any, without: Any) -> Any:
    is_deep = isinstance(inner, dict | list) and bool(inner)
    if is_deep and draw(st.integers(0, 3)):
        return put(_changed(draw, inner))
    match draw(st.sampled_from(("odd", "without", "other type", "odd"))):
        case "without":
            return without
        case "other type":
            return put(_of_another_type(inner))
        case _:
            return put(draw(st.sampled_from(ODD)))


def _of_another_type(value: Any) -> Any:
    match value:
        case bool() | None:
            return str(value)
        case int() | float() | str():
            return str(value) if not isinstance(value, str) else [value]
        case list():
            return {str(at): inner for at, inner in enumerate(value)}
        case dict():
            return [value]
        case _:
            return value
