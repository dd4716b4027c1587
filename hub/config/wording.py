"""pydantic's findings in the words of a resident: which key in which line, what is wrong, what would be right."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from .document import Document, Hidden
from .mistakes import MOST, Keys, Mistake, meant, nearest, quoted
from .slips import says_secret, spaced

SECRET_KEYS = frozenset({"password", "token"})
_KINDS = {
    "object": "a block of keys",
    "array": "a list, each item after a dash",
    "boolean": "true or false",
    "integer": "a whole number",
}

Schema = Mapping[str, Any]


def mistakes_of(error: ValidationError, document: Document, schema: Schema) -> tuple[list[Mistake], list[Keys]]:
    """The mistakes, and the places they concern (what a caller leaves out to check the rest)."""
    mistakes: list[Mistake] = []
    places: list[Keys] = []
    errors = error.errors(include_url=False)
    if len(errors) > MOST:
        mistakes.append(document.mistake((), f"there are {len(errors) - MOST} mistakes more than the {MOST} told here"))
    for number, found in enumerate(errors):
        keys = _in_file(found["loc"])
        places.append(keys)
        if number >= MOST:
            continue
        for under, problem, right in _sentences(found, keys, schema, document):
            mistakes.append(document.mistake((*keys, *under), problem, right))
    return mistakes, places


def _in_file(loc: Iterable[str | int]) -> Keys:
    """The place in the file; pydantic adds steps of its own for keys of a mapping and branches of a union."""
    steps = list(loc)
    if "[key]" in steps:
        return tuple(steps[: steps.index("[key]")])
    if len(steps) > 4 and steps[2] == "pinned" and "value" in steps:
        return tuple(steps[: steps.index("value") + 1])
    return tuple(steps)


def _sentences(found: Any, keys: Keys, schema: Schema, document: Document) -> Iterable[tuple[Keys, str, str]]:
    kind, value, ctx = found["type"], found["input"], found.get("ctx", {})
    here = _schema_at(schema, keys)
    if kind == "house":
        for under, problem, right in ctx["found"]:
            secret = isinstance(value, Hidden) or isinstance(document.at((*keys, *under)), Hidden)
            yield under, "does not fit (its value is kept secret)" if secret else problem, right or _right(here)
        return
    is_secret = isinstance(value, Hidden) or (keys and keys[-1] in SECRET_KEYS) or says_secret(value, SECRET_KEYS)
    got = "what stands there" if is_secret else quoted(value)
    match kind:
        case "missing":
            yield (), "has no value" if document.has_key(keys) else "is missing", _example(keys, here)
        case "extra_forbidden":
            yield (), "is not known here", meant_key(keys, schema)
        case "greater_than_equal" | "less_than_equal" | "greater_than" | "less_than":
            yield (), f"is {got}, out of range", _right(here)
        case "literal_error" | "enum":
            near = nearest(str(value), here.get("enum", ())) if isinstance(value, str) else None
            yield (), f"is {got}", f"{near}? It is {_right(here)}" if near else _right(here)
        case _:
            slip = "" if isinstance(value, Hidden) or here.get("type") not in ("object", "array") else spaced(value)
            yield (), f"is {got}", slip or _meant_below(keys, schema) or _right(here)


def meant_key(keys: Keys, schema: Schema) -> str:
    """What was meant by a key that is not known where it stands."""
    key, known = str(keys[-1]), tuple(_schema_at(schema, keys[:-1]).get("properties", {}))
    if not key.isascii() and key.strip() != key:
        return f"plain spaces before {key.strip()}"
    return meant(key, known)


def is_known(keys: Keys, schema: Schema) -> bool:
    """Whether such a key may stand there, as far as the schema says what may."""
    parent = _schema_at(schema, keys[:-1])
    return parent.get("additionalProperties", True) is not False or keys[-1] in parent.get("properties", {})


def _meant_below(keys: Keys, schema: Schema) -> str:
    """Where a key of one of a block's members stands beside them: ``devices:`` beside the rooms' ids."""
    members = _schema_at(schema, (*keys[:-1], "")) if keys else {}
    is_theirs = "additionalProperties" in _schema_at(schema, keys[:-1]) and keys[-1] in members.get("properties", {})
    return f"two more spaces before {keys[-1]}: it belongs below one of {keys[-2]}, not beside them" if is_theirs else ""


def _right(schema: Schema) -> str:
    """What may stand there, out of the same schema an editor uses."""
    choices = schema.get("enum") or ([schema["const"]] if "const" in schema else None)
    if choices:
        return "one of " + ", ".join(str(c) for c in choices) if len(choices) > 1 else str(choices[0])
    if "minimum" in schema and "maximum" in schema:
        whole = "a whole number" if schema.get("type") == "integer" else "a number"
        return f"{whole} from {schema['minimum']:g} to {schema['maximum']:g}"
    words = _KINDS.get(str(schema.get("type")), "a number" if schema.get("type") == "number" else "text")
    if schema.get("type") == "object" and schema.get("properties"):
        words += f": {', '.join(list(schema['properties'])[:12])}"
    if schema.get("type") == "array" and isinstance(schema.get("items"), Mapping):
        inner = schema["items"].get("enum")
        words += f", of {', '.join(map(str, inner))}" if inner else ""
    examples = schema.get("examples")
    return f"{words} such as {examples[0]}" if examples else words


def _example(keys: Keys, schema: Schema) -> str:
    examples = schema.get("examples")
    value = examples[0] if examples else None
    if isinstance(value, str) and ":" in value:
        value = f'"{value}"'
    return f"{keys[-1]}: {value if value is not None else '… (' + _right(schema) + ')'}"


def _schema_at(schema: Schema, keys: Keys) -> Schema:
    """The part of the JSON Schema that describes a place; empty where it describes nothing."""
    here: Any = schema
    for step in (*keys, None):
        while isinstance(here, Mapping) and ("$ref" in here or "anyOf" in here):
            if "$ref" in here:
                here = schema["$defs"][here["$ref"].rpartition("/")[2]]
            else:
                here = next((o for o in here["anyOf"] if o.get("type") != "null"), {}) | {
                    k: v for k, v in here.items() if k == "examples"
                }
        if step is None or not isinstance(here, Mapping):
            break
        if isinstance(step, int):
            here = here.get("items", {})
        else:
            properties = here.get("properties", {})
            more = here.get("additionalProperties", {})
            here = properties.get(step, more if isinstance(more, Mapping) else {})
    return here if isinstance(here, Mapping) else {}
