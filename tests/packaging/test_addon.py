"""The add-on's own image, started as the Supervisor does, and what DOCS.md says of its first and later starts, and of the page
in Home Assistant.
"""

import json
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.config.yaml import read
from tests.home_assistant.residence import Residence
from tests.patience import PATIENCE_S
from tests.whole.living import Household

from .buildah import Container, Image, built
from .ingress import Ingress
from .supervisor import HOST, Supervisor

pytestmark = [pytest.mark.image, pytest.mark.broker, pytest.mark.home_assistant, pytest.mark.timeout(3600)]
ADDON = Path(__file__).parents[2] / "packaging" / "addon"
OWN = "127.77.0.2"  # the add-on's address in the Supervisor's network: on the loopback and nobody else's, as its ports are


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    folder = tmp_path_factory.mktemp("addon") / "attune"
    subprocess.run([ADDON / "assemble", folder], check=True, capture_output=True, timeout=PATIENCE_S)
    return built(folder / "Dockerfile", folder, "localhost/attune-addon-test")


@pytest.fixture
def residence() -> Iterator[Residence]:
    with Residence() as home:
        yield home


@pytest.fixture
def household(residence: Residence) -> Iterator[Household]:
    home = Household(residence.mqtt_port)
    yield home
    home.close()


def is_taken(address: str, port: int) -> bool:
    with socket.socket() as near:
        return near.connect_ex((address, port)) == 0


def shown(ingress: Ingress, session: str, path: str) -> tuple[int, str]:
    """What a browser signed in to Home Assistant sees of the page; the status and the text."""
    request = urllib.request.Request(ingress.url(path), headers={"Cookie": f"ingress_session={session}"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_it_writes_its_configuration_once_runs_and_keeps_what_is_the_residents(
    image: Image, residence: Residence, household: Household, tmp_path: Path
) -> None:
    manifest, _ = read(ADDON / "config.yaml")
    home, data = tmp_path / "config", tmp_path / "data"
    for folder in (home, data):
        folder.mkdir()
    (data / "options.json").write_text(json.dumps({**manifest["options"], "learn": "light,music"}))
    mqtt = {"host": "127.0.0.1", "port": residence.mqtt_port, "username": "addons", "password": "password-0", "ssl": False}
    port = manifest["ingress_port"]
    info = {"slug": "local_attune", "ip_address": OWN, "ingress": manifest["ingress"], "ingress_port": port}
    people = {who: (residence.users[who], who) for who in ("ana", "guest")}
    assert not is_taken(OWN, port)
    with Supervisor(residence.tokens["hub"], residence.url, mqtt, info) as supervisor:
        for turn in range(2):
            supervisor.mqtt["password"] = f"password-{turn}"
            mark, log = household.mark(), tmp_path / f"log{turn}"
            folders = {"/config": home, "/data": data}
            hosts = {"supervisor": HOST}
            with Container(image, folders, hosts, SUPERVISOR_TOKEN=residence.tokens["hub"]) as container:
                container.start(log)

                def is_online(container: Container = container, log: Path = log, mark: int = mark) -> bool:
                    assert container.is_running, log.read_text()
                    return "online" in household.since(mark, "attune/status")

                household.wait_for(is_online, "the add-on's hub to be online", 4 * PATIENCE_S)
                residence.wait(
                    lambda mark=mark: any(h["home_assistant"] == "up" for h in household.since(mark, "attune/health")),
                    "the hub to be in Home Assistant",
                )
                if manifest["ingress"]:
                    residence.wait(lambda: is_taken(OWN, port), "the add-on to listen for the Supervisor")
                    with Ingress((OWN, port), people) as ingress:
                        assert shown(ingress, "ana", "/person/ana")[0] == 200  # init has found whose account it is
                        status, text = shown(ingress, "guest", "/")
                        assert (status, f"home_assistant_user: {residence.users['guest']}" in text) == (200, True)
                        assert shown(ingress, "guest", "/person/ana")[0] == 403
                    with Ingress((OWN, port), people, peer="127.0.0.1") as another:  # who is not the Supervisor
                        assert shown(another, "ana", "/")[0] == 403
                else:
                    assert not is_taken(OWN, port)
                assert container.stop() == 0, log.read_text()
                assert not is_taken(OWN, port)
            assert "Traceback" not in log.read_text()
            text, secrets = (home / "config.yaml").read_text(), (home / "secrets.yaml").read_text()
            assert f'mqtt_password: "password-{turn}"' in secrets  # as the Supervisor says it is now
            assert (home / "secrets.yaml").stat().st_mode & 0o77 == 0
            assert (data / "attune.db").exists()
            assert residence.tokens["hub"] not in text + secrets
            if turn == 0:
                assert "learn: [light, music]" in text
                assert "token: !env SUPERVISOR_TOKEN" in text
                assert "light.bed_light" in text  # areas, people and devices are Home Assistant's
                (home / "config.yaml").write_text(text + "# mine\n")
            else:
                assert text.endswith("# mine\n")
    assert {"/services/mqtt", "/addons/self/info"} <= set(supervisor.asked)
    assert "/core/websocket" in supervisor.asked
