"""Reading YAML: plain values with their lines; what is hostile is stopped before it costs anything (robustness row I6)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hub.config.document import Hidden
from hub.config.mistakes import ConfigError, Mistake
from hub.config.yaml import MAX_BYTES, MAX_DEPTH, MAX_VALUES, NoSuchValue, Unquoted, read
from tests.patience import PATIENCE_S

HOSTILE = {
    "a list without end": "[" * 200_000,
    "blocks without end": "{a: " * 50_000,
    "dashes without end": "- " * 100_000,
    "complex keys": "? " * 100_000,
    "nested by turns": "{a: [b, " * 20_000,
    "a billion laughs": "a: &a0 [1,1,1,1,1,1,1,1,1]\n"
    + "".join(f"b{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12)),
    "a merge bomb": "a0: &a0 {x: 1}\n" + "".join(f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}\n" for i in range(1, 30)),
    "an alias of itself": "a: &a [*a]\n",
    "a tag that runs": "a: !!python/object/apply:os.system [ls]\n",
    "a long key": "k" * 200_000 + ": 1\n",
    "a long line": "a: " + "x " * 100_000,
    "many unknown keys": "".join(f"ky_{i}: 1\n" for i in range(4_900)),
    "many rooms of one mistake": "rooms:\n" + "".join(f"  r{i}: {{owner: nobody}}\n" for i in range(2_400)),
    "many people and none of them": "occupants:\n"
    + "".join(f"  r{i}: {{}}\n" for i in range(1_800))
    + "rooms:\n"
    + "".join(f"  r{i}: {{owner: nobody}}\n" for i in range(1_500)),
    "one key many times": "a: 1\n" * 30_000,
    "comments only": "#" * 250_000,
    "too large": "a: 1\n" * 60_000,
    "many documents": "---\n" * 50_000,
    "half a character": 'a: "\\ud800"\n',
    "no character at all": 'a: "\\U00110000"\n',
    "a NUL": "a: \0\n",
    "a long number": "a: " + "9" * 200_000,
}


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    return path


def refused(tmp_path: Path, text: str) -> Mistake:
    with pytest.raises(ConfigError) as caught:
        read(written(tmp_path, text))
    return caught.value.mistakes[-1]


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: name.replace(" ", "_"))
def test_a_hostile_file_is_refused_within_a_second_of_work_and_100_megabytes(name: str, tmp_path: Path) -> None:
    """In a process of its own, so that its memory can be told. A second is what it takes to count to forty million,
    whether the processor is a fast or a slow one.
    """
    path = written(tmp_path, HOSTILE[name])
    code = """
import json, resource, sys, time
from pathlib import Path
from devices.family import families
from hub.commands.findings import check
families()  # found once at the start of the program, whatever the file
started = time.process_time()
sum(map(abs, range(4_000_000)))
second = 10 * (time.process_time() - started)
before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
mistakes, _ = check(Path(sys.argv[1]))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([len(mistakes), (time.process_time() - started) / second, (after - before) / 1024]))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=PATIENCE_S, check=True
    )
    count, seconds, megabytes = json.loads(done.stdout)
    assert 1 <= count <= 500
    assert seconds <= 1.0
    assert megabytes <= 100.0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("No", "No"),
        ("true", True),
        ("False", False),
        ("22:30", "22:30"),
        ("1_000", "1_000"),
        ("012", 12),
        ("-3", -3),
        ("1.5e3", 1500.0),
        (".5", 0.5),
        ("~", None),
        ("null", None),
        ("", None),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("2026-01-01", "2026-01-01"),
        ("'7'", "7"),
        ('"true"', "true"),
        ("[a, 1]", ["a", 1]),
        ('"Canal \\ud83c\\udfe0"', "Canal 🏠"),  # as JSON writes it
        ('{"\\ud83c\\udfe0": 1}', {"🏠": 1}),
        ("{a: {b: c}}", {"a": {"b": "c"}}),
        ("|\n  two\n  lines\n", "two\nlines\n"),
    ],
)
def test_a_value_is_what_yaml_1_2_makes_of_it(tmp_path: Path, text: str, value: object) -> None:
    root, _ = read(written(tmp_path, f"x: {text}"))
    assert root["x"] == value
    assert type(root["x"]) is type(value) or isinstance(value, str | dict | list)


def test_a_time_is_known_to_have_had_no_quotes(tmp_path: Path) -> None:
    root, _ = read(written(tmp_path, "bare: 22:30\nquoted: '22:30'\n"))
    assert isinstance(root["bare"], Unquoted)
    assert not isinstance(root["quoted"], Unquoted)


def test_directives_do_not_change_what_values_mean(tmp_path: Path) -> None:
    root, _ = read(written(tmp_path, "%YAML 1.1\n---\nx: on\n"))
    assert root["x"] == "on"


def test_an_alias_stands_for_its_anchor(tmp_path: Path) -> None:
    root, mistakes = read(written(tmp_path, "a: &a {x: 1}\nb: *a\n"))
    assert (root["b"], mistakes) == ({"x": 1}, [])


def test_a_second_key_of_the_same_name_is_a_mistake_and_changes_nothing(tmp_path: Path) -> None:
    root, (mistake,) = read(written(tmp_path, "a: 1\nb:\n  c: 2\n  c: 3\n"))
    assert root["b"]["c"] == 2
    assert (mistake.line, mistake.key) == (4, "b.c")
    assert "line 3" in mistake.problem


def test_a_tag_gives_its_value_hidden(tmp_path: Path) -> None:
    root, _ = read(written(tmp_path, "a: !secret x\n"), {"!secret": lambda name: f"<{name}>"})
    assert root["a"] == "<x>"
    assert isinstance(root["a"], Hidden)
    assert repr(root["a"]) == "<hidden>"


def test_a_tag_of_nothing_is_a_mistake_in_its_line(tmp_path: Path) -> None:
    def nothing(name: str) -> str:
        raise NoSuchValue(f"no {name}", "one")

    _, (mistake,) = read(written(tmp_path, "a:\n  b: !secret x\n"), {"!secret": nothing})
    assert (mistake.line, mistake.key, mistake.problem) == (2, "a.b", "no x")


def test_secrets_stay_the_text_that_was_written(tmp_path: Path) -> None:
    root, _ = read(written(tmp_path, "a: 0123\nb: true\nc: 1e5\nd: ''\n"), texts_only=True)
    assert root == {"a": "0123", "b": "true", "c": "1e5", "d": ""}


def test_depth_is_allowed_to_the_limit_and_not_beyond(tmp_path: Path) -> None:
    root, _ = read(written(tmp_path, "[" * MAX_DEPTH + "]" * MAX_DEPTH))
    assert root
    assert "too deep" in refused(tmp_path, "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)).problem


def test_values_are_allowed_to_the_limit_and_not_beyond(tmp_path: Path) -> None:
    root, _ = read(written(tmp_path, "- 1\n" * (MAX_VALUES - 1)))
    assert len(root) == MAX_VALUES - 1
    assert "too many values" in refused(tmp_path, "- 1\n" * MAX_VALUES).problem


def test_a_file_over_the_limit_is_not_even_parsed(tmp_path: Path) -> None:
    assert "too large" in refused(tmp_path, "#" * (MAX_BYTES + 1)).problem


def test_a_line_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(b"a: 1\nb: caf\xe9\n")
    with pytest.raises(ConfigError) as caught:
        read(path)
    assert caught.value.mistakes[0].line == 2


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read(path)[0] == {"a": 1}


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        read(tmp_path)
