"""The container of packaging/Containerfile: its hub reaches a real broker, is healthy, acts, and ends when it is told."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mosquitto import HOST, Mosquitto, free_port
from tests.whole.living import Household, configuration, tunable_lamp

from .buildah import Container, Image, built

pytestmark = [pytest.mark.image, pytest.mark.broker, pytest.mark.whole, pytest.mark.timeout(3600)]
TOP = Path(__file__).parents[2]
USER = 990


@pytest.fixture(scope="module")
def image() -> Image:
    return built(TOP / "packaging" / "Containerfile", TOP, "localhost/attune-test")


@pytest.fixture
def household(mosquitto: Mosquitto) -> Iterator[Household]:
    home = Household(mosquitto.port)
    yield home
    home.close()


def test_it_says_what_an_engine_has_to_know(image: Image) -> None:
    assert image.command == ["attune", "run", "-c", "/config/config.yaml"]
    assert (image.user, image.stop_signal) == ("attune", "SIGTERM")
    assert image.volumes == {"/config", "/data"}
    assert image.health is not None


def test_its_hub_reaches_the_broker_is_healthy_acts_on_an_arrival_and_ends_on_sigterm(
    image: Image, mosquitto: Mosquitto, household: Household, tmp_path: Path
) -> None:
    household.add(tunable_lamp("living_lamp"))
    config = configuration(
        mosquitto.port,
        {"living_room": [{"zigbee2mqtt": "living_lamp"}]},
        storage={"path": "/data/attune.db"},
        page={"listen": f"{HOST}:{free_port()}"},  # the container has the machine's own network
    )
    wanted = {"power": True, "brightness": 0.4}
    config["occupants"]["ana"]["pinned"] = [
        {"room": "living_room", "quantity": name, "value": value} for name, value in wanted.items()
    ]
    home, data, log = tmp_path / "home", tmp_path / "data", tmp_path / "log"
    for folder in (home, data):
        folder.mkdir()
        os.chown(folder, USER, USER)
    (home / "config.yaml").write_text(json.dumps(config), "utf-8")
    with Container(image, {"/config": home, "/data": data}) as container:
        assert container.run(*image.health or ()).returncode != 0  # nothing runs yet: an engine would say so
        container.start(log)

        def is_online() -> bool:
            assert container.is_running, log.read_text()
            return "online" in household.since(0, "attune/status")

        household.wait_for(is_online, "the container's hub to be online")
        healthy = container.run(*image.health or ())
        assert healthy.returncode == 0, healthy.stderr
        assert json.loads(healthy.stdout)["link"]["state"] == "up"
        household.tell_states()
        household.goes("ana", "not_home")
        mark = household.mark()
        household.goes("ana", "living_room")
        (topic, told), *_ = household.wait_for(lambda: household.commands(mark), "the lamp to be told")
        assert (topic, told["state"]) == ("zigbee2mqtt/living_lamp/set", "ON")
        assert abs(told["brightness"] / 254 - 0.4) < 0.01
        assert container.stop() == 0, log.read_text()
        household.wait_for(lambda: "offline" in household.since(mark, "attune/status"), "it to say that it has gone")
    assert (data / "attune.db").stat().st_uid == USER
    assert "Traceback" not in log.read_text()
