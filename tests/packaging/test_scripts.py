"""What a fresh machine gets: locks without traces of where they were made, a service that may do little, targets that exist."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from hub.config.load import load_with_cautions
from tests.patience import PATIENCE_S

TOP = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock")
PACKAGING = TOP / "packaging"


def pins(lock: str) -> dict[str, str]:
    lines = (TOP / lock).read_text().splitlines()
    return dict(line.split("==") for line in lines if "==" in line and not line.lstrip().startswith("#"))


def wanted(section: list[str]) -> set[str]:
    return {re.split(r"[<>=]", line)[0].strip().lower() for line in section}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_host_or_path(lock: str) -> None:
    for line in (TOP / lock).read_text().splitlines():
        assert "://" not in line
        assert not line.startswith("-")
        assert not re.search(r"(^|\s)/\w", line)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_nothing_but_exact_versions(lock: str) -> None:
    for line in (TOP / lock).read_text().splitlines():
        assert not line.strip() or line.lstrip().startswith("#") or re.fullmatch(r"[a-z0-9-]+==[0-9][\w.+]*( ; .*)?", line), (
            line
        )


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]
    run, dev, bench = map(pins, LOCKS)
    assert {name.replace(".", "-") for name in wanted(project["dependencies"])} <= set(run)
    assert wanted(project["optional-dependencies"]["dev"]) <= set(dev)
    assert run.items() <= dev.items(), "tests run on the versions people run"
    assert wanted(project["optional-dependencies"]["bench"]) <= set(bench)
    assert all(dev.get(name, version) == version for name, version in bench.items()), "and are measured on them"


def test_every_target_the_readme_and_ci_rely_on_is_there() -> None:
    shown = subprocess.run(["make", "help"], cwd=TOP, capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "newest", "lint", "bench", "lock", "install", "uninstall", "clean", "help"):
        assert f"make {target} " in shown


SCRIPTS = [p for p in PACKAGING.iterdir() if p.is_file() and not p.suffix and p.name != "Containerfile"]


@pytest.mark.parametrize(
    "script", sorted([*SCRIPTS, PACKAGING / "addon" / "assemble", TOP / ".ci" / "run"]), ids=lambda p: p.name
)
def test_every_script_can_run_and_is_bash(script: Path) -> None:
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True)


def tool(name: str, *arguments: str, path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a script of ours where only the commands in ``path`` and the plainest of the system's exist."""
    for plain in ("bash", "dirname", "cat", "id", "env", "tee", "chmod", "rm", "mktemp", "tail"):
        found = shutil.which(plain)
        assert found is not None
        if not (path / plain).exists():
            (path / plain).symlink_to(found)
    script = str(PACKAGING / name)
    # The scripts add /usr/sbin themselves; a name nobody has keeps what is installed here out of the test.
    text = (
        Path(script)
        .read_text()
        .replace(":/usr/sbin:/sbin:/usr/local/sbin", "")
        .replace("/usr/sbin/policy", str(path / "policy"))
    )
    copy = path / f"script-{name}"
    copy.write_text(text)
    return subprocess.run(
        ["bash", str(copy), *arguments],
        env={"PATH": str(path), **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def fake(path: Path, name: str, text: str) -> None:
    (path / name).write_text(f"#!{shutil.which('bash')}\n{text}\n")
    (path / name).chmod(0o755)


def test_without_python_it_says_which_is_needed(tmp_path: Path) -> None:
    done = tool("python", path=tmp_path)
    assert done.returncode == 1
    assert "3.11" in done.stderr


def test_an_old_python_is_passed_over(tmp_path: Path) -> None:
    fake(tmp_path, "python3", "exit 1")
    fake(tmp_path, "python3.12", 'case "$2" in *executable*) echo /found/python3.12;; esac')
    done = tool("python", path=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "/found/python3.12")


def test_without_root_or_sudo_it_says_what_to_type(tmp_path: Path) -> None:
    fake(tmp_path, "apt-get", "exit 0")
    fake(tmp_path, "id", "echo 1000")
    done = tool("apt", "mosquitto", path=tmp_path)
    assert done.returncode == 1
    assert "sudo apt-get install mosquitto" in done.stderr


def test_nothing_starts_while_packages_are_installed_and_the_policy_goes_away_after(tmp_path: Path) -> None:
    fake(tmp_path, "id", "echo 0")
    fake(tmp_path, "apt-get", f'[ -x {tmp_path}/policy-rc.d ] && {tmp_path}/policy-rc.d; echo "$?" >> {tmp_path}/told')
    assert tool("apt", "mosquitto", path=tmp_path).returncode == 0
    assert (tmp_path / "told").read_text().split() == ["101"]
    assert not (tmp_path / "policy-rc.d").exists()


def test_a_policy_that_was_there_stays(tmp_path: Path) -> None:
    fake(tmp_path, "id", "echo 0")
    fake(tmp_path, "apt-get", "exit 0")
    (tmp_path / "policy-rc.d").write_text("mine")
    assert tool("apt", "mosquitto", path=tmp_path).returncode == 0
    assert (tmp_path / "policy-rc.d").read_text() == "mine"


def test_where_no_broker_can_be_installed_people_get_a_notice_and_ci_a_failure(tmp_path: Path) -> None:
    fake(tmp_path, "apt", "exit 1")
    alone = tool("tools", path=tmp_path)
    assert alone.returncode == 0
    assert "NOTICE" in alone.stderr
    assert tool("tools", path=tmp_path, CI="1").returncode == 1


@pytest.mark.parametrize(("ci", "status"), [("", 0), ("1", 1)])
def test_the_newest_home_assistant_is_tried_where_it_can_be_and_ci_must_have_it(tmp_path: Path, ci: str, status: int) -> None:
    place, shared = tmp_path / "clone" / "packaging", tmp_path / "shared" / "real-home"
    place.mkdir(parents=True)
    shared.mkdir(parents=True)
    fake(place, "id", "echo 0")

    def tried() -> subprocess.CompletedProcess[str]:
        return tool("newest-home-assistant", path=place, CI=ci, HOME=str(tmp_path))

    bare = tried()  # a clone without ../shared
    assert (bare.returncode, bare.stdout) == (0, "")
    assert "NOTICE" in bare.stderr
    fake(shared, "install-newest.sh", "echo no mirror; exit 1")
    broken = tried()
    assert (broken.returncode, broken.stdout) == (status, "")
    assert "no mirror" in broken.stderr
    folder = tmp_path / ".cache" / "real-home-newest"
    (folder / "venv" / "bin").mkdir(parents=True)
    fake(folder / "venv" / "bin", "hass", "echo 2026.11.0")
    fake(shared, "install-newest.sh", f'[ "$1" = {folder} ]')
    there = tried()
    assert (there.returncode, there.stdout) == (0, f"{folder}\n")
    (place / "id").unlink()
    fake(place, "id", "echo 1000")
    nobody = tried()
    assert (nobody.returncode, nobody.stdout) == (0, "")


@pytest.mark.systemd
def test_the_service_is_shut_off_to_two_or_better(tmp_path: Path) -> None:
    unit = tmp_path / "attune.service"
    unit.write_text((PACKAGING / "attune.service").read_text().replace("@PREFIX@", "/usr").replace("@CONFIG@", "/etc"))
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    score = re.search(r"Overall exposure level.*: ([0-9.]+)", told)
    assert score, told
    assert float(score[1]) <= 2.0


@pytest.mark.systemd
def test_systemd_understands_every_line_of_the_service(tmp_path: Path) -> None:
    text = (PACKAGING / "attune.service").read_text()
    unit = tmp_path / "attune.service"
    unit.write_text(text.replace("@PREFIX@/bin/attune", shutil.which("true") or "/bin/true").replace("@CONFIG@", "/etc"))
    told = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False)
    assert (told.returncode, [line for line in told.stderr.splitlines() if "attune" in line]) == (0, [])
    assert "LimitCORE=0" in text.splitlines()


def test_the_licence_is_the_whole_gpl() -> None:
    text = (TOP / "LICENSE").read_text()
    assert "Version 3, 29 June 2007" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_addon_is_assembled_with_everything_its_build_copies(tmp_path: Path) -> None:
    out = tmp_path / "attune"
    subprocess.run([PACKAGING / "addon" / "assemble", out], check=True, capture_output=True)
    lines = (out / "Dockerfile").read_text().splitlines()
    copied = [source for line in lines if line.startswith("COPY ") for source in line.split()[1:-1]]
    assert copied
    for source in copied:
        assert (out / source).exists(), source
    assert not list(out.rglob("__pycache__"))
    again = subprocess.run([PACKAGING / "addon" / "assemble", out], capture_output=True, text=True)
    assert again.returncode == 1
    assert "is there already" in again.stderr


def test_the_container_copies_what_is_there_and_downloads_nothing_when_it_runs() -> None:
    text = (PACKAGING / "Containerfile").read_text()
    for line in text.splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert (TOP / source).exists(), source
    for file in (PACKAGING / "Containerfile", PACKAGING / "addon" / "Dockerfile"):
        said = [line for line in file.read_text().splitlines() if line.startswith(("CMD", "ENTRYPOINT", "HEALTHCHECK"))]
        assert said
        assert not any("pip" in line or "curl" in line for line in said)


# https://developers.home-assistant.io/docs/add-ons/configuration: what it does not know, the Supervisor drops without a word.
KNOWN_TO_SUPERVISOR = {
    "name", "version", "slug", "description", "arch", "init", "startup", "boot", "backup", "homeassistant", "homeassistant_api",
    "services", "map", "ingress", "ingress_port", "panel_admin", "panel_icon", "panel_title", "options", "schema",
}  # fmt: skip


def test_the_addons_manifest_is_of_this_version_and_asks_for_what_it_uses() -> None:
    from hub.config.yaml import read

    manifest, mistakes = read(PACKAGING / "addon" / "config.yaml")
    assert mistakes == []
    project = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]
    assert manifest["version"] == project["version"]
    assert manifest["homeassistant_api"] is True
    assert manifest["services"] == ["mqtt:want"]
    assert manifest["map"] == ["addon_config:rw"]
    assert (manifest["ingress"], manifest["panel_admin"]) == (True, False)  # the page is for everybody who lives there
    assert set(manifest["options"]) == set(manifest["schema"])
    assert set(manifest) <= KNOWN_TO_SUPERVISOR
    assert (
        "watchdog" not in manifest
    )  # an address to ask, where there is one: anything else and the add-on is not listed at all
    translated, _ = read(PACKAGING / "addon" / "translations" / "en.yaml")
    assert set(translated["configuration"]) == set(manifest["options"])


def test_the_configuration_that_is_installed_is_right_and_stores_where_the_service_may_write(tmp_path: Path) -> None:
    """Of the installation the one line that writes it: it once left half of the example's block behind."""
    (line,) = re.findall(r"(?m)^ *(sed .*) config\.yaml > ", (PACKAGING / "install").read_text())
    written = tmp_path / "config.yaml"
    with written.open("wb") as file:
        subprocess.run(["bash", "-c", f"{line} '{TOP / 'config.yaml'}'"], stdout=file, check=True, timeout=PATIENCE_S)
    config, warned = load_with_cautions(written)
    assert str(config.storage.path) == "/var/lib/attune/attune.db"
    assert warned == []
