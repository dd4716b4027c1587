"""Whatever stands in config.yaml: a configuration, or mistakes with a line; never any other error."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.commands.findings import as_text, check
from hub.config.yaml import MAX_BYTES

# fmt: off
KEYS = [
    "home", "mqtt", "occupants", "rooms", "devices", "sensors", "presence", "topic", "zigbee2mqtt",
    "home_assistant", "id", "name", "as", "limits", "volume", "temperature", "learn", "pinned",
    "sharing", "when_empty", "light", "music", "outdoor", "quiet_hours", "from", "to", "safety",
    "learning", "storage", "path", "families", "base_topic", "value", "room", "quantity",
]
# fmt: on
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(
        ["off", "owner", "22:30", "!secret x", "*a", "&a", "<<", "home/#", "ana", '"', "'", "{", "[", "\t", "- ", "? "]
    ),
    st.text(max_size=12),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=6)), inner, max_size=6)
    ),
    max_leaves=25,
)
SECTIONS = st.dictionaries(st.sampled_from(KEYS), TREES, max_size=6)


def as_yaml(tree: object) -> str:
    """Flow style, scalars as they come: often YAML, often nearly."""
    match tree:
        case dict():
            return "{" + ", ".join(f"{key}: {as_yaml(value)}" for key, value in tree.items()) + "}"
        case list():
            return "[" + ", ".join(as_yaml(value) for value in tree) + "]"
        case bool():
            return "true" if tree else "false"
        case None:
            return ""
        case _:
            return str(tree)


def answered(raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "config.yaml"
        path.write_bytes(raw[:MAX_BYTES])
        mistakes, cautions = check(path)
        assert as_text(path, mistakes, cautions)
        assert all(m.line >= 1 for m in (*mistakes, *cautions))


@given(SECTIONS)
@settings(max_examples=150, deadline=None)
def test_any_tree_of_known_words_is_answered(sections: dict[str, object]) -> None:
    home = "home: {latitude: 1, longitude: 2, time_zone: UTC}\n"
    lines = "".join(f"{key}: {as_yaml(value)}\n" for key, value in sections.items() if key != "home")
    answered((home + lines).encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_answered(raw: bytes) -> None:
    answered(raw)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_the_shipped_configuration_with_a_piece_cut_out_is_answered(data: st.DataObject) -> None:
    whole = (Path(__file__).parents[3] / "config.yaml").read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 60)))
    answered(whole[:start] + data.draw(st.binary(max_size=3)) + whole[end:])
