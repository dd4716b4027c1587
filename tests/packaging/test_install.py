"""`make install` on a Debian of today: the last version, this one over it, and off again.

As far as a folder of its own can show it: everything but systemd itself, whose part is played here from what the unit says.
"""

import json
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from hub.api.console import ask
from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto
from tests.whole.living import Household, configuration, teach, tunable_lamp

from .buildah import Container, bare

pytestmark = [pytest.mark.image, pytest.mark.broker, pytest.mark.whole, pytest.mark.timeout(3600)]
TOP = Path(__file__).parents[2]
LAST_VERSION = "93d2d76"  # the commit that homes run; the next one that is given to homes takes its place
CONFIG, DATABASE = "/etc/attune/config.yaml", "/var/lib/attune/attune.db"


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """What is installed: the last version, and this one as it lies here."""
    last, this = (tmp_path_factory.mktemp(name) for name in ("last", "this"))
    git = ["git", "-C", str(TOP)]
    old = subprocess.run([*git, "archive", LAST_VERSION], check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(last)], input=old, check=True)
    names = subprocess.run([*git, "ls-files", "-co", "--exclude-standard"], check=True, capture_output=True).stdout
    there = b"".join(name + b"\n" for name in names.splitlines() if (TOP / name.decode()).is_file())
    packed = subprocess.run(["tar", "-c", "-C", str(TOP), "-T", "-"], input=there, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(this)], input=packed, check=True)
    return {"/last": last, "/this": this}


@pytest.fixture(scope="module")
def learned() -> Iterator[Path]:
    """What is /var/lib/attune there: a short path, for the hub's socket is in it."""
    folder = Path(tempfile.mkdtemp(prefix="attune-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def machine(sources: Mapping[str, Path], learned: Path) -> Iterator[Container]:
    with Container(bare(), {**sources, "/var/lib/attune": learned}) as container:
        container.done("apt-get", "update", "-qq")
        container.done("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "make", "systemd")
        yield container


@pytest.fixture(scope="module")
def mosquitto() -> Iterator[Mosquitto]:
    with Mosquitto() as broker:
        yield broker


@pytest.fixture
def household(mosquitto: Mosquitto) -> Iterator[Household]:
    home = Household(mosquitto.port)
    yield home
    home.close()


@pytest.fixture
def lamp(household: Household) -> SimulatedZigbee:
    device = tunable_lamp("living_lamp")
    household.add(device)
    return device


def of_unit(text: str) -> dict[str, str]:
    """The [Service] of a unit, key → value."""
    lines = text.partition("[Service]")[2].partition("\n[")[0].splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def as_systemd_starts_it(unit: Mapping[str, str]) -> str:
    """A line of bash that does what systemd does for a service: folders, account, mask, environment, command."""
    who, state, run = unit["User"], f"/var/lib/{unit['StateDirectory']}", f"/run/{unit['RuntimeDirectory']}"
    made = f"install -d -o {who} -g {unit['Group']} -m {unit['StateDirectoryMode']} {state} && "
    made += f"install -d -o {who} -g {unit['Group']} -m {unit['RuntimeDirectoryMode']} {run} && "
    account = f"setpriv --reuid={who} --regid={unit['Group']} --clear-groups --no-new-privs"
    known = f"env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin LANG=C.UTF-8 USER={who} {unit['Environment']}"
    return f"{made} cd {unit['WorkingDirectory']} && umask {unit['UMask']} && exec {known} {account} {unit['ExecStart']}"


class Service:
    """The installed service: started and stopped as systemd does, asked as the README says."""

    def __init__(self, machine: Container, household: Household, log: Path) -> None:
        self.machine, self.household, self.log = machine, household, log

    def start(self) -> None:
        unit = of_unit(self.machine.done("cat", "/etc/systemd/system/attune.service"))
        mark = self.household.mark()
        self.machine.start(self.log, "bash", "-c", as_systemd_starts_it(unit))

        def is_online() -> bool:
            assert self.machine.is_running, self.log.read_text()
            return "online" in self.household.since(mark, "attune/status")

        self.household.wait_for(is_online, "the service to be online")
        self.household.tell_states()

    def asked(self, *words: str) -> dict[str, Any]:
        """One command, as a person types it: sudo -u attune attune ..."""
        as_attune = ("setpriv", "--reuid=attune", "--regid=attune", "--clear-groups")
        found: dict[str, Any] = json.loads(self.machine.done(*as_attune, "attune", *words, "-c", CONFIG, "--json"))
        return found

    def lessons(self) -> int:
        (person,) = self.asked("status")["people"]
        return int(person["examples"].get("brightness", 0))


def is_there(machine: Container, path: str) -> bool:
    return machine.run("test", "-e", path).returncode == 0


def test_an_update_keeps_what_was_written_and_learned_and_taking_it_off_leaves_both(
    machine: Container, mosquitto: Mosquitto, household: Household, lamp: SimulatedZigbee, learned: Path, tmp_path: Path
) -> None:
    household.glance = lambda: ask(learned / "attune.db", "status")
    service = Service(machine, household, tmp_path / "log")
    machine.done("make", "-s", "-C", "/last", "install")
    assert "/var/lib/attune/attune.db" in machine.done("cat", CONFIG)
    config = configuration(mosquitto.port, {"living_room": [{"zigbee2mqtt": "living_lamp"}]}, storage={"path": DATABASE})
    ours = json.dumps(config)
    machine.done("bash", "-c", f"printf %s {shlex.quote(ours)} > {CONFIG}")
    service.start()
    teach(household, "ana", "living_room", lamp, state="ON", brightness=76)
    household.quiet(1.0)
    lessons = service.lessons()
    assert lessons >= 6  # by then the hub may have lit the lamp so itself
    assert machine.stop() == 0

    machine.done("make", "-s", "-C", "/this", "install")
    assert machine.done("cat", CONFIG) == ours
    assert machine.done("stat", "-c", "%U %a", CONFIG, "/etc/attune/secrets.yaml").splitlines() == ["root 640", "root 640"]
    complaints = machine.run("systemd-analyze", "verify", "--man=no", "/etc/systemd/system/attune.service")
    assert "attune" not in complaints.stderr, complaints.stderr
    service.start()
    assert service.lessons() == lessons
    assert machine.done("stat", "-c", "%U %a", DATABASE, "/var/lib/attune").splitlines() == ["attune 600", "attune 700"]
    household.goes("ana", "not_home")
    household.sets(lamp, state="OFF", brightness=254)
    household.quiet(1.0)
    mark = household.mark()
    household.goes("ana", "living_room")
    (_, told), *_ = household.wait_for(lambda: household.commands(mark), "what was learned before the update")
    assert abs(told["brightness"] - 76) <= 12
    assert machine.stop() == 0

    kept = machine.done("sha256sum", CONFIG, "/etc/attune/secrets.yaml", DATABASE)
    said = machine.done("make", "-s", "-C", "/this", "uninstall")
    assert "/var/lib/attune" in said
    assert machine.done("sha256sum", CONFIG, "/etc/attune/secrets.yaml", DATABASE) == kept
    unit, link, account = "/etc/systemd/system/attune.service", "/usr/local/bin/attune", "/usr/lib/sysusers.d/attune.conf"
    for gone in ("/opt/attune", unit, link, account):
        assert not is_there(machine, gone), gone
    again = machine.run("make", "-s", "-C", "/this", "uninstall")
    assert again.returncode != 0
    assert "not installed" in again.stderr
