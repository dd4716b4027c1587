"""What a configuration keeps beside itself: secrets.yaml and the environment give values, and no message shows them."""

from pathlib import Path

import pytest

from hub.config import ConfigError
from hub.config.load import load, load_with_cautions
from hub.config.mistakes import Mistake

from ..broken_configs import HOME


def made(folder: Path, text: str) -> Path:
    """config.yaml: a home, and the text under test after it."""
    path = folder / "config.yaml"
    path.write_text(HOME + text)
    return path


def refused(path: Path) -> tuple[Mistake, ...]:
    with pytest.raises(ConfigError) as caught:
        load(path)
    return caught.value.mistakes


def test_a_secret_comes_from_the_file_beside_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "secrets.yaml").write_text("pw: 0042\nuser: canary-user\n")
    config = load(made(tmp_path, "mqtt: {host: broker, username: !secret user, password: !secret pw}\n"))
    assert config.mqtt is not None
    assert config.mqtt.password is not None
    assert config.mqtt.password == "0042"
    assert config.mqtt.username == "canary-user"
    assert "0042" not in repr(config) + str(config)
    assert "canary-user" not in repr(config) + str(config)


def test_a_secret_in_the_wrong_place_is_not_shown_in_the_mistake(tmp_path: Path) -> None:
    (tmp_path / "secrets.yaml").write_text("canary: canary-4711\n")
    text = "mqtt: {host: b, port: !secret canary, tls: {ca_file: !secret canary}}\nautonomy: !secret canary\n"
    text += "home_assistant: {url: !secret canary}\nrooms: {bath: {owner: !secret canary, devices: [!secret canary]}}\n"
    text += "music: {calm: {url: !secret canary}}\noccupants: {ana: {name: !secret canary, learn: [!secret canary]}}\n"
    text += "quiet_hours: {from: !secret canary, to: !secret canary}\nearn_autonomy: !secret canary\n"
    mistakes = refused(made(tmp_path, text))
    assert len(mistakes) >= 10
    assert "4711" not in "\n".join(map(str, mistakes)) + repr(mistakes)


def test_a_password_that_does_not_fit_is_not_shown(tmp_path: Path) -> None:
    (mistake,) = refused(made(tmp_path, "mqtt: {host: b, username: u, password: [canary-4711]}\n"))
    assert mistake.key == "mqtt.password"
    assert "4711" not in str(mistake)


def test_a_misspelt_secret_is_recognised_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "secrets.yaml").write_text("mqtt_password: canary-4711\n")
    (mistake,) = refused(made(tmp_path, "mqtt: {host: b, username: u, password: !secret mqtt_pasword}\n"))
    assert mistake.right == "mqtt_password?"
    assert "4711" not in str(mistake)


def test_a_broken_secrets_file_is_named_itself(tmp_path: Path) -> None:
    (tmp_path / "secrets.yaml").write_text("fine: x\nother: {a: canary-4711}\n")
    mistakes = refused(made(tmp_path, "mqtt: {host: b, username: u, password: !secret other}\n"))
    assert (str(tmp_path / "secrets.yaml"), 2, "other") in {(m.file, m.line, m.key) for m in mistakes}
    assert "4711" not in repr(mistakes)


def test_secrets_others_can_read_are_warned_about(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets.yaml"
    secrets.write_text("name: Canal house\n")
    path = made(
        tmp_path, "rooms: {bath: {}}\noccupants: {ana: {name: !secret name, presence: [{home_assistant: person.ana}]}}\n"
    )
    secrets.chmod(0o644)
    assert any("chmod 600" in m.right for m in load_with_cautions(path)[1])
    secrets.chmod(0o600)
    assert not any("chmod 600" in m.right for m in load_with_cautions(path)[1])


def test_the_environment_gives_a_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTUNE_PORT", "1884")
    mqtt = load(made(tmp_path, "mqtt: {host: broker, port: !env ATTUNE_PORT}\n")).mqtt
    assert mqtt is not None
    assert mqtt.port == 1884
