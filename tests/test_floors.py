"""The three floors: hub imports models and devices, models import devices.vocabulary, devices import neither."""

import ast
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
DOORS = {  # outside library → the only places that may open it
    "paho": ("devices/links/mqtt.py",),
    "mpd": ("devices/links/mpd.py",),
    "amqtt": ("devices/links/broker.py",),
    "homeassistant_api": ("devices/links/homeassistant.py",),
    "sklearn": ("models/learners/",),
    "sqlite_utils": ("hub/store.py", "hub/schema.py", "hub/database.py", "hub/erase.py", "hub/retention.py", "hub/recall.py"),
    "sqlite3": ("hub/store.py", "hub/schema.py", "hub/database.py", "hub/erase.py", "hub/backups.py"),
    "apscheduler": ("hub/timers.py",),
    "ruamel": ("hub/config.py", "hub/yaml.py"),
    "watchfiles": ("hub/config.py", "hub/reload.py"),
    "typer": ("hub/cli.py", "hub/__main__.py", "hub/commands/"),
}


def imports(path: Path) -> set[str]:
    """Absolute dotted names a file imports, relative ones resolved."""
    package = path.relative_to(TOP).parent.parts
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join((*base, *((node.module,) if node.module else ())))
            found |= {stem} | {f"{stem}.{alias.name}" for alias in node.names}
    return found


def sources(folder: str) -> list[Path]:
    return sorted((TOP / folder).rglob("*.py"))


def outside(path: Path, *allowed: str) -> set[str]:
    ours = {name for name in imports(path) if name.split(".")[0] in {"hub", "models", "devices"}}
    return {name for name in ours if not any(name == a or name.startswith(a + ".") for a in allowed)}


@pytest.mark.parametrize("path", sources("devices"), ids=str)
def test_devices_import_neither_models_nor_hub(path: Path) -> None:
    assert outside(path, "devices") == set()


@pytest.mark.parametrize("path", sources("models"), ids=str)
def test_models_import_only_the_vocabulary_of_devices(path: Path) -> None:
    assert outside(path, "models", "devices.vocabulary") == set()


@pytest.mark.parametrize("path", [p for f in ("hub", "models", "devices") for p in sources(f)], ids=str)
def test_every_outside_library_has_one_door(path: Path) -> None:
    place = path.relative_to(TOP).as_posix()
    for name in imports(path):
        doors = DOORS.get(name.split(".")[0])
        assert doors is None or place.startswith(doors), f"{place} imports {name}; its door is {doors}"


def test_a_crossed_floor_would_be_noticed(tmp_path: Path) -> None:
    wrong = TOP / "devices" / "vocabulary.py"
    assert outside(wrong, "models") or imports(wrong)  # the resolver sees the file's imports at all
    tree = tmp_path / "x.py"
    tree.write_text("import hub.step\nfrom models.kind import Kind\n")
    names = {n for node in ast.walk(ast.parse(tree.read_text())) if isinstance(node, ast.Import) for n in [node.names[0].name]}
    assert names == {"hub.step"}
