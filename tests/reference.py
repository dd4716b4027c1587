"""docs/reference.md, made of the program itself: every command with its options, every key of the configuration.

python -m tests.reference            prints it
python -m tests.reference --write    puts it into docs/reference.md
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from devices.family import families
from hub.cli import app
from hub.config.load import json_schema

PAGE = Path(__file__).parents[1] / "docs" / "reference.md"
_BLOCKS = {"devices", "sensors", "presence", "activity", "outdoor", "families"}  # what points at a device: first-evening.md
_FAMILIES = {family.key for family in families()}


def reference() -> str:
    """Markdown."""
    parts = [
        "# Reference\n",
        "Made of the program by `python -m tests.reference --write`. [Topics](topics.md) have a page of their own,",
        "and so have blocks that point at a device ([what it speaks](first-evening.md#what-it-speaks)).\n",
        "## Commands\n",
        "\n".join(_commands()),
        "\n## Keys of config.yaml\n\n`*` stands for an id of yours.\n\n| key | what | left out |\n|---|---|---|",
        "\n".join(_keys()),
    ]
    return "\n".join(parts) + "\n"


def _commands() -> Iterator[str]:
    command: Any = typer.main.get_command(app)
    for name, one in sorted(command.commands.items()):
        words = [f"attune {name}"]
        words += [p.metavar or str(p.name).upper() for p in one.params if p.param_type_name == "argument"]
        yield f"`{' '.join(words)}`: {_plain(one.help)}\n"
        options = [p for p in one.params if p.param_type_name == "option" and p.help and not p.hidden]
        yield "".join(f"- `{', '.join(p.opts)}` {_plain(p.help)}\n" for p in options)


def _keys() -> Iterator[str]:
    schema = json_schema()
    definitions = schema.get("$defs", {})

    def walk(node: dict[str, Any], path: str) -> Iterator[str]:
        node, _ = _whole(node, definitions)
        for name, of_it in node.get("properties", {}).items():
            place = f"{path}.{name}".lstrip(".")
            if (name in _FAMILIES and path) or name in _BLOCKS:
                continue
            below, words = _whole(of_it, definitions)
            deeper = list(walk(below, place))
            default = _shown(of_it.get("default"))
            if not deeper:
                yield f"| `{place}` | {_plain(of_it.get('description') or words)} | {default} |"
            yield from deeper
        for name, wild in (("additionalProperties", ".*"), ("items", "[]")):
            if isinstance(node.get(name), dict):
                yield from walk(node[name], path + wild)

    return walk(schema, "")


def _whole(node: dict[str, Any], definitions: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The block behind references and choices, and what is said of it."""
    said = str(node.get("description", ""))
    for one in (node, *node.get("anyOf", ()), *node.get("allOf", ())):
        if "$ref" in one:
            found = definitions[one["$ref"].rsplit("/", 1)[-1]]
            return found, said or str(found.get("description", ""))
        if one is not node and ("properties" in one or isinstance(one.get("items"), dict)):
            return one, said
    return node, said


def _plain(text: str | None) -> str:
    return " ".join(str(text or "").split()).replace("|", "\\|")


def _shown(value: Any) -> str:
    """Of a default; nothing for none and for what is empty."""
    if value is None or value in ("", [], {}):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(reference(), "utf-8")
    else:
        sys.stdout.write(reference())
