"""A real Home Assistant with a real broker, as ../shared/real-home starts them, and what tests need beside: residents with
accounts of their own, lamps with wall switches, a tracker, an automation that waits to be asked."""

import importlib.util
import json
import secrets
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from tests.mosquitto import free_port
from tests.patience import PATIENCE_S

PLACE = Path(__file__).parents[3] / "shared" / "real-home"

# Set by a message, as Home Assistant's automations on MQTT are: their context looks like a wall switch's.
PACKAGE = """
automation:
  - id: asked
    alias: Asked
    mode: queued
    max: 50
    triggers: [{trigger: mqtt, topic: test/automation}]
    actions:
      - action: "{{ trigger.payload_json.action }}"
        target: {entity_id: "{{ trigger.payload_json.entity_id }}"}
        data: "{{ trigger.payload_json.data }}"
person:
  - {id: ana, name: Ana, user_id: %s, device_trackers: [device_tracker.ana_phone]}
scene:
  - {id: evening, name: Evening, entities: {light.wall: {state: "on", brightness: 51}}}
"""


def real_home() -> ModuleType:
    """The module that starts them."""
    found = sys.modules.get("real_home")
    if found is not None:
        return found
    spec = importlib.util.spec_from_file_location("real_home", PLACE / "real_home.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["real_home"] = module
    spec.loader.exec_module(module)
    vars(module)["free_ports"] = lambda count: [free_port() for _ in range(count)]  # that are free again after a stop
    return module


class Residence:
    """``home``: the RealHome. Ana has an account of her own (``as_ana``), the hub another, an administrator's."""

    def __init__(self, packages: Mapping[str, str] | None = None, unit_system: str = "metric") -> None:
        module = real_home()
        users = {
            name: (secrets.token_hex(16), secrets.token_hex(16), secrets.token_hex(64)) for name in ("ana", "hub", "guest")
        }
        self.users = {name: user for name, (user, _, _) in users.items()}
        self.tokens = {
            name: module.json_web_token(
                {"iss": refresh, "iat": int(time.time()), "exp": int(time.time()) + 864_000}, key
            )
            for name, (_, refresh, key) in users.items()
        }  # fmt: skip

        class Home(module.RealHome):  # type: ignore[name-defined]  # found at run time
            def _write_files(self) -> None:
                super()._write_files()
                config = self.directory / "config"
                _add_users(config / ".storage" / "auth", users)
                text = (config / "configuration.yaml").read_text()
                (config / "configuration.yaml").write_text(text.replace("unit_system: metric", f"unit_system: {unit_system}"))

        self.home = Home({"residents": PACKAGE % self.users["ana"], **(packages or {})})

    def __enter__(self) -> "Residence":
        self.home.__enter__()
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv311)
        self._lamps: dict[str, Lamp] = {}
        self._client.on_connect = lambda client, *_: client.subscribe("test/+/set")
        self._client.on_message = self._on_message
        self._client.reconnect_delay_set(0.2, 1)  # type: ignore[arg-type]  # it takes parts of a second
        self._client.connect(self.home.host, self.home.mqtt_port)
        self._client.loop_start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()
        self.home.__exit__(*exc_info)

    @property
    def url(self) -> str:
        return str(self.home.url)

    @property
    def mqtt_port(self) -> int:
        return int(self.home.mqtt_port)

    def as_person(self, who: str, action: str, **data: Any) -> Any:
        """A click in the interface: a service called with that person's account. action: ``light.turn_on``."""
        domain, _, service = action.partition(".")
        return self.request(f"/api/services/{domain}/{service}", data, self.tokens[who])

    def automation(self, action: str, entity: str, **data: Any) -> None:
        """An automation on an MQTT message does it."""
        self.publish("test/automation", json.dumps({"action": action, "entity_id": entity, "data": data}))

    def state(self, entity: str) -> dict[str, Any]:
        found: dict[str, Any] = self.home.get(f"/api/states/{entity}")
        return found

    def request(self, path: str, body: Mapping[str, Any] | None = None, token: str | None = None) -> Any:
        request = urllib.request.Request(self.url + path, None if body is None else json.dumps(body).encode())
        request.add_header("Authorization", f"Bearer {token or self.home.token}")
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
            return json.load(response)

    def ask(self, what: str, **words: Any) -> Any:
        """One command on Home Assistant's WebSocket, as its owner."""
        from devices.links.home_assistant import Conversation

        with Conversation(self.url, self.home.token) as conversation:
            return conversation.ask(what, **words)

    def publish(self, topic: str, payload: str, retain: bool = False) -> None:
        self._client.publish(topic, payload, retain=retain).wait_for_publish(PATIENCE_S)

    def lamp(self, name: str) -> "Lamp":
        """A dimmable lamp on MQTT discovery: ``light.<name>`` in Home Assistant, with a wall switch here."""
        lamp = self._lamps.get(name) or Lamp(name, self._client)
        self._lamps[name] = lamp
        lamp.announce()
        self.wait(lambda: self.exists(f"light.{name}"), f"light.{name}")

        def is_known() -> bool:
            lamp.tell()  # Home Assistant subscribes some time after it has taken the announcement
            return self.state(f"light.{name}")["state"] in ("on", "off")

        self.wait(is_known, f"a state of light.{name}")
        return lamp

    def tracker(self, name: str) -> Callable[[str], None]:
        """``device_tracker.<name>``, which is out; the callable moves it."""
        return self._teller("device_tracker", name, "not_home", {})

    def sensor(self, name: str, **more: Any) -> Callable[[str], None]:
        """``sensor.<name>``, which knows nothing yet; the callable says what it tells. more: of its announcement."""
        return self._teller(
            "sensor", name, "unknown", {"value_template": "{{ value if value != 'unknown' else none }}", **more}
        )

    def _teller(self, domain: str, name: str, first: str, more: Mapping[str, Any]) -> Callable[[str], None]:
        config = {
            "name": None, "default_entity_id": f"{domain}.{name}", "unique_id": name, "state_topic": f"test/{name}/state",
            "device": {"identifiers": name, "name": name}, **more,
        }  # fmt: skip
        self.publish(f"homeassistant/{domain}/{name}/config", json.dumps(config), retain=True)
        self.wait(lambda: self.exists(f"{domain}.{name}"), f"{domain}.{name}")

        def tell(what: str) -> None:
            self.publish(f"test/{name}/state", what)

        def is_known() -> bool:
            tell(first)  # Home Assistant subscribes some time after it has taken the announcement
            return bool(self.state(f"{domain}.{name}")["state"] == first)

        self.wait(is_known, f"a state of {domain}.{name}")
        return tell

    def ours(self, name: str) -> str:
        """The entity id of what the hub announces under the unique id ``attune_<name>``; empty when nothing is there.

        How Home Assistant spells it is its affair, and its owner's.
        """
        return self.registered().get(f"attune_{name}", "")

    def our_state(self, name: str) -> dict[str, Any]:
        """How it is, by the same name."""
        return self.state(self.ours(name))

    def our_device(self, name: str) -> dict[str, Any]:
        """The device the hub announces under the identifier ``attune_<name>``."""
        listed = self.ask("config/device_registry/list")
        found: dict[str, Any] = next(device for device in listed if ["mqtt", f"attune_{name}"] in device["identifiers"])
        return found

    def registered(self) -> dict[str, str]:
        """Unique id → entity id of all MQTT has brought."""
        listed = self.ask("config/entity_registry/list")
        return {entry["unique_id"]: entry["entity_id"] for entry in listed if entry["platform"] == "mqtt"}

    def exists(self, entity: str) -> bool:
        return any(state["entity_id"] == entity for state in self.home.get("/api/states"))

    def wait(self, wanted: Callable[[], Any], what: str, seconds: float = PATIENCE_S) -> Any:
        until = time.monotonic() + seconds
        while not (found := wanted()):
            if time.monotonic() > until:
                raise AssertionError(
                    f"waited {seconds:g} s for {what}; Home Assistant's log:\n{self.home.log('home-assistant')[-1500:]}"
                )
            time.sleep(0.05)
        return found

    def _on_message(self, _client: paho.Client, _userdata: Any, message: paho.MQTTMessage) -> None:
        lamp = self._lamps.get(message.topic.split("/")[1])
        if lamp is not None and not message.retain:
            lamp.told(json.loads(message.payload))


class Lamp:
    """Answers commands as a bulb does, and has a switch on the wall."""

    def __init__(self, name: str, client: paho.Client) -> None:
        self.name, self._client = name, client
        self.is_on, self.brightness = False, 255

    def announce(self) -> None:
        config = {
            "name": None, "default_entity_id": f"light.{self.name}", "unique_id": self.name, "schema": "json",
            "brightness": True, "supported_color_modes": ["brightness"], "command_topic": f"test/{self.name}/set",
            "state_topic": f"test/{self.name}/state", "availability_topic": f"test/{self.name}/there",
            "device": {"identifiers": self.name, "name": self.name},
        }  # fmt: skip
        self._client.publish(f"test/{self.name}/there", "online", retain=True)
        self._client.publish(f"homeassistant/light/{self.name}/config", json.dumps(config), retain=True)

    def told(self, command: Mapping[str, Any]) -> None:
        self.is_on = command.get("state", "ON") == "ON"
        self.brightness = int(command.get("brightness", self.brightness))
        self.tell()

    def wall_switch(self, is_on: bool = True, brightness: int | None = None) -> None:
        """A hand at the device itself: Home Assistant only hears what it has become."""
        self.is_on = is_on
        self.brightness = self.brightness if brightness is None else brightness
        self.tell()

    def there(self, is_there: bool) -> None:
        self._client.publish(f"test/{self.name}/there", "online" if is_there else "offline", retain=True).wait_for_publish(
            PATIENCE_S
        )

    def tell(self) -> None:
        state: dict[str, Any] = {"state": "ON" if self.is_on else "OFF", "color_mode": "brightness"}
        if self.is_on:
            state["brightness"] = self.brightness
        self._client.publish(f"test/{self.name}/state", json.dumps(state))


def _add_users(path: Path, users: Mapping[str, tuple[str, str, str]]) -> None:
    """Accounts beside the owner's: residents are users, the hub an administrator."""
    auth = json.loads(path.read_text())
    owner, refresh = auth["data"]["users"][0], auth["data"]["refresh_tokens"][0]
    for name, (user, token, key) in users.items():
        groups = ["system-admin"] if name == "hub" else ["system-users"]
        auth["data"]["users"].append({**owner, "id": user, "name": name.capitalize(), "is_owner": False, "group_ids": groups})
        auth["data"]["refresh_tokens"].append(
            {**refresh, "id": token, "user_id": user, "jwt_key": key, "token": secrets.token_hex(64), "client_name": name}
        )
    path.write_text(json.dumps(auth))
