"""What the daemon does not carry: libraries that a home with a broker and no templates never needs once it has started."""

import subprocess
import sys
from pathlib import Path

from hub.store import Store

TOP = Path(__file__).parents[2]


def loaded(code: str, *names: str) -> str:
    """Which of the libraries are loaded once the code has run in a process of its own."""
    program = f"import sys\n{code}\nprint([name for name in {names!r} if name in sys.modules])"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=TOP).stdout.strip()


def test_the_daemon_carries_nothing_a_home_with_a_broker_and_no_templates_needs() -> None:
    heavy = ("sklearn", "scipy", "jinja2", "amqtt", "websockets", "yaml", "homeassistant_api", "requests", "aiohttp", "rich")
    checks = ("pydantic", "pydantic_core", "ruamel.yaml", "typer", "numpy.ma", "devices.families.zigbee2mqtt")
    assert loaded("import hub.__main__, hub.commands.daemon, hub.commands.run", *heavy, *checks) == "[]"


def test_what_makes_tables_is_loaded_where_there_is_one_to_make_only(tmp_path: Path) -> None:
    """8 MiB of it: a hub that starts with a database that is up to date reads and writes it with what Python has."""
    path = tmp_path / "attune.db"
    start = f"""
from pathlib import Path
import hub.commands.run
from hub.clock import SystemClock
from hub.house import House
from hub.sending.outbox import Ports
from hub.standing import Standing
from hub.store import Store
from tests.hub.a_house import make_config
store = Store.open(Path({str(path)!r}))
config = make_config(Path({str(tmp_path)!r}))
standing = Standing.read(store, config.rooms, SystemClock().now())
house = House(config, store, Ports(*[lambda *_: False] * 3), standing)
house.store.settings.put("paused", True)
store.close()
"""
    assert loaded(start, "sqlite_utils") == "['sqlite_utils']"  # of a new one
    assert loaded(start, "sqlite_utils") == "[]"
    with Store.open(path) as store:
        assert store.settings.get("paused") is True
