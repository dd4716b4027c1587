"""The three floors: hub imports models and devices, models import devices.vocabulary, devices import neither."""

import ast
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
DOORS = {  # outside library → the only places that may open it
    "paho": ("devices/links/mqtt/client.py",),
    "mpd": ("devices/links/mpd.py",),
    "amqtt": ("devices/links/broker.py",),
    "homeassistant_api": ("devices/links/home_assistant/conversation.py",),
    "sklearn": ("models/learners/",),
    "sqlite_utils": ("hub/store/migrations.py",),
    "sqlite3": ("hub/store/",),
    "apscheduler": ("hub/jobs/timers.py",),
    "ruamel": ("hub/config/yaml.py", "hub/config/yaml_edit.py"),
    "watchfiles": ("hub/config/watcher.py",),
    "starlette": ("hub/web/",),
    "uvicorn": ("hub/web/serve.py",),
    "argon2": ("hub/web/door.py",),
    "typer": ("hub/cli.py", "hub/__main__.py", "hub/commands/"),
}

# Rooms from below to above, each by its folders and files; who stands in one imports from it and from those before it only.
ROOMS_OF_MODELS = (
    "models.errors models.context models.parts_of_day models.kind models.kinds",
    "models.example models.preference",
    "models.arithmetic",
    "models.own_names models.moments models.features",
    "models.prior",
    "models.slips models.another_habit models.levels models.rows models.habits models.influence models.housemates",
    "models.changed_habits models.choices models.colours models.values models.newcomers",
    "models.people",
    "models.learners",
    "models.training",
    "models.fingerprints models.warm_up models.comings",  # beside the others: which room a phone is in, how warm it will be
)

ROOMS_OF_HUB = (
    "hub.errors hub.clock hub.decision hub.decision_document hub.consent hub.modes",
    "hub.presence",
    "hub.setup",
    "hub.config",
    "hub.store",
    "hub.loop",
    "hub.safety",
    "hub.telling",
    "hub.home",
    "hub.links",
    "hub.attribution",
    "hub.sending",
    "hub.learning",
    "hub.recording",
    "hub.heat",
    "hub.standing",
    "hub.house",
    "hub.deciding",
    "hub.jobs",
    "hub.home_assistant",
    "hub.steps",
    "hub.api",
    "hub.daemon",
    "hub.rehearsal",
    "hub.replay",
    "hub.web",
    "hub.demo",
    "hub.commands",
    "hub.cli",
    "hub.__main__",
)


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


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(TOP).with_suffix("").parts).removesuffix(".__init__")


def sources(folder: str) -> list[Path]:
    return sorted((TOP / folder).rglob("*.py"))


def outside(path: Path, *allowed: str) -> set[str]:
    ours = {name for name in imports(path) if name.split(".")[0] in {"hub", "models", "devices"}}
    return {name for name in ours if not any(name == a or name.startswith(a + ".") for a in allowed)}


def room_of(order: Sequence[str], name: str) -> int | None:
    """Which room a dotted name stands in; None for what is in none of them: another package, or the package itself."""
    return next((i for i, room in enumerate(order) if any(f"{name}.".startswith(f"{place}.") for place in room.split())), None)


def climbs(order: Sequence[str], path: Path) -> set[str]:
    """What a file imports from rooms above its own; a file in none of the rooms may import from none of them."""
    own = room_of(order, dotted(path))
    above = {name: room_of(order, name) for name in imports(path)}
    return {name for name, room in above.items() if room is not None and (own is None or room > own)}


@pytest.mark.parametrize("path", sources("devices"), ids=str)
def test_devices_import_neither_models_nor_hub(path: Path) -> None:
    assert outside(path, "devices") == set()


@pytest.mark.parametrize("path", sources("models"), ids=str)
def test_models_import_only_the_vocabulary_of_devices(path: Path) -> None:
    assert outside(path, "models", "devices.vocabulary") == set()


@pytest.mark.parametrize("path", sources("models"), ids=str)
def test_in_models_arrows_only_go_down_and_every_file_has_its_room(path: Path) -> None:
    assert climbs(ROOMS_OF_MODELS, path) == set()
    assert path == TOP / "models" / "__init__.py" or room_of(ROOMS_OF_MODELS, dotted(path)) is not None


@pytest.mark.parametrize("path", sources("hub"), ids=str)
def test_in_hub_arrows_only_go_down_and_every_file_has_its_room(path: Path) -> None:
    assert climbs(ROOMS_OF_HUB, path) == set()
    assert path == TOP / "hub" / "__init__.py" or room_of(ROOMS_OF_HUB, dotted(path)) is not None


def reached(*modules: str) -> set[str]:
    """Everything of ours that is loaded when these are, wherever in a file the import stands."""
    waiting, seen = list(modules), set[str]()
    while waiting:
        name = waiting.pop()
        place = TOP / name.replace(".", "/")
        path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        if name in seen or not path.is_file():
            continue
        seen.add(name)
        waiting += [found for found in imports(path) if found.split(".")[0] == "hub"]
        waiting += [name.rpartition(".")[0]]
    return seen


def test_the_daemon_never_loads_the_page() -> None:
    for module in ("hub.daemon", "hub.commands.run"):
        found = reached(module)
        assert "hub.jobs.page_process" in found
        assert not {name for name in found if f"{name}.".startswith("hub.web.")}
    assert "hub.web.app" in reached("hub.web.__main__")


def test_every_room_is_there() -> None:
    for place in " ".join((*ROOMS_OF_MODELS, *ROOMS_OF_HUB)).split():
        at = TOP / place.replace(".", "/")
        assert at.is_dir() or at.with_suffix(".py").is_file(), f"{place} is no more"


def test_an_arrow_that_climbs_is_seen() -> None:
    upside_down = ROOMS_OF_MODELS[::-1]
    assert "models.arithmetic.core.Belief" in climbs(upside_down, TOP / "models" / "housemates.py")


@pytest.mark.parametrize("path", sources("models/arithmetic"), ids=str)
def test_the_arithmetic_knows_numbers_only(path: Path) -> None:
    ours = outside(path)
    assert {name.split(".")[0] for name in imports(path) - ours} - sys.stdlib_module_names <= {"numpy"}
    assert not {name for name in ours if not f"{name}.".startswith(("models.arithmetic.", "models.errors."))}


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
