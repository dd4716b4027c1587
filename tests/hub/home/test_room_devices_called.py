"""What is no light is not called one."""

from pathlib import Path

from hub.home.room_devices import called

from ..a_house import Living
from ..build import make_device


def test_a_plug_is_a_switch_and_a_lamp_a_light(tmp_path: Path) -> None:
    def block(name: str, quantities: dict[str, object]) -> dict[str, object]:
        return {"topic": {"id": name, "state": f"home/{name}", "command": f"home/{name}/set", "quantities": quantities}}

    lamp = block("lamp", {"brightness": {"key": "level", "low": 0, "high": 100}, "power": {"key": "on"}})
    plug = {**block("plug", {"power": {"key": "on"}}), "as": "switch"}
    kitchen = {"devices": [lamp, plug], "when_empty": {"light": "off", "after": 60}}
    home = Living(tmp_path, rooms={"kitchen": kitchen, "hall": {}})
    home.hear("home/lamp", '{"on": "on", "level": 50}', 1)
    home.hear("home/plug", '{"on": "on"}', 1)
    home.hear("home/presence/ana", "kitchen", 2)
    home.hear("home/presence/ana", "not_home", 500)
    home.tick(600)
    decision = home.house.ledger.entry("last")
    assert decision is not None
    assert decision.decision.sentence.endswith(": set light to off (nobody is there) and switch to off (nobody is there).")
    home.close()


def test_only_a_switch_has_another_name(tmp_path: Path) -> None:
    lamp = make_device("power", "brightness")
    assert called(lamp, "power") == called(lamp, "brightness") == ""
