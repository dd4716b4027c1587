"""What stands under ``mqtt:`` and ``storage:``: the running program, let in by an account or by certificates."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.certificates import Certificates, make_certificates
from tests.mosquitto import Mosquitto, free_port, password_file

from .living import Household, Hub, configuration, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def other_listener(tmp_path: Path, certificates: Certificates) -> Iterator[tuple[Mosquitto, int]]:
    """A broker with a second way in, by certificate only; the port of that one."""
    port, c = free_port(), certificates
    second = f"listener {port} 127.0.0.1\ncafile {c.ca}\ncertfile {c.cert}\nkeyfile {c.key}\nrequire_certificate true\n"
    with Mosquitto(f"allow_anonymous true\n{second}allow_anonymous true", tmp_path) as broker:
        yield broker, port


@pytest.mark.shows("mqtt.username", "mqtt.password")
def test_the_hub_comes_in_by_its_account(household: Household, make_hub: MakeHub, tmp_path: Path) -> None:
    passwords = password_file(tmp_path, {"attune": "right", "resident": "too"})
    with Mosquitto(f"allow_anonymous false\npassword_file {passwords}", tmp_path) as broker:
        config = configuration(broker.port, {"kitchen": []})
        config["mqtt"] |= {"username": "attune", "password": "wrong"}
        hub = make_hub(config)
        hub.launch()
        household.wait_for(lambda: "not authori" in hub.log.read_text().lower(), "the hub to be told no")
        hub.stop()
        config["mqtt"]["password"] = "right"
        again = make_hub(config)
        again.launch()
        household.wait_for(lambda: "broker: up" in again.log.read_text(), "the hub to be let in")


@pytest.mark.shows("mqtt.tls.ca_file", "mqtt.tls.cert_file", "mqtt.tls.key_file")
def test_the_hub_comes_in_by_its_certificate(
    other_listener: tuple[Mosquitto, int], make_hub: MakeHub, certificates: Certificates
) -> None:
    broker, port = other_listener
    home = Household(broker.port)
    try:
        home.add(tunable_lamp("lamp"))
        config = configuration(port, {"living_room": [{"zigbee2mqtt": "lamp"}]})
        c = certificates
        config["mqtt"] |= {"tls": {"ca_file": str(c.ca), "cert_file": str(c.client_cert), "key_file": str(c.client_key)}}
        hub = make_hub(config)
        hub.start(home)
        home.wait_for(lambda: not hub.status()["missing"], "the lamp to be known")
        without = make_hub({**config, "mqtt": {**config["mqtt"], "tls": {"ca_file": str(c.ca)}}})
        without.launch()
        home.wait_for(lambda: "broker: down" in without.log.read_text(), "who has no certificate to be kept out")
    finally:
        home.close()


@pytest.mark.shows("storage.path")
def test_what_is_kept_stands_where_the_home_says(mosquitto: Mosquitto, household: Household, make_hub: MakeHub) -> None:
    hub = make_hub(configuration(mosquitto.port, {"kitchen": []}, storage={"path": "kept/home.db"}))
    (hub.folder / "kept").mkdir()
    hub.start(household)
    assert (hub.folder / "kept" / "home.db").is_file()
    assert not (hub.folder / "attune.db").exists()
