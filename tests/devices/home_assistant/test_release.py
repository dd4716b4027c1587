"""What is said of the release of Home Assistant that is met."""

import pytest

from devices.home_assistant.release import met


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("2025.4.4", "Home Assistant 2025.4.4 (tested: 2025.4 to 2026.11)"),
        ("2026.11.0b2", "Home Assistant 2026.11.0b2 (tested: 2025.4 to 2026.11)"),
        ("2026.2.0.dev20260115", "Home Assistant 2026.2.0.dev20260115 (tested: 2025.4 to 2026.11)"),
        ("2025.3.9", "Home Assistant 2025.3.9 is older than what is tested (2025.4 to 2026.11): an update of"),
        ("2024.12.5", "Home Assistant 2024.12.5 is older than what is tested"),
        ("2026.12.0", "Home Assistant 2026.12.0 is newer than what is tested (2025.4 to 2026.11): look whether there is an"),
        ("2027.1.0", "Home Assistant 2027.1.0 is newer than what is tested"),
        ("", "which release that is cannot be told (tested: 2025.4 to 2026.11)"),
        ("0.118\x1b[2J", "which release that is cannot be told"),
    ],
)
def test_a_release_is_said_with_the_range_that_is_tested(version: str, said: str) -> None:
    assert said in met(version)
    assert "\x1b" not in met(version)
