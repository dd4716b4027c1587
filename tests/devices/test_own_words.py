"""Keys and words of the device's own will, in other spellings and languages, and what is on and off."""

import pytest

from devices.on_off import is_on
from devices.own_words import KindOfWord, kind_of, plain, spoken


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("windowopenactiv", "window"),
        ("WINDOW_STATE", "window"),
        ("isWindowOpen", "window"),
        ("Fensterkontakt", "window"),
        ("fenêtre", "window"),
        ("SET_POINT_MODE", "mode"),
        ("Betriebsart", "mode"),
        ("boostActive", "flag"),
        ("ventilationMode", "flag"),
        ("window_detection", "flag"),
        ("schedule_mode", "mode"),
        ("temperature", None),
        ("child_lock", None),
        ("windowsill", None),
        ("mode", "mode"),
        ("", None),
    ],
)
def test_a_key_says_what_it_says_in_any_spelling(key: str, kind: KindOfWord | None) -> None:
    assert kind_of(key) == kind


@pytest.mark.parametrize(
    ("key", "word", "read"),
    [
        ("mode", "Urlaub", "holiday"),
        ("mode", "hors-gel", "frost"),
        ("mode", "FollowSchedule", "follow_schedule"),
        ("mode", "Zeitprogramm", "schedule"),
        ("fenster", "geöffnet", "open"),
        ("fenster", "zu", "closed"),
        ("control_mode", "3", "boost"),
        ("control_mode", "7", "7"),
        ("mode", "standard", "standard"),
        ("mode", "heat", "heat"),
    ],
)
def test_a_word_is_read_in_one_language(key: str, word: str, read: str) -> None:
    assert spoken(plain(key), plain(word)) == read


@pytest.mark.parametrize("raw", [True, 1, 100, 255, "ON", " an ", "Ein", "allumé", "aan", "sì", "1.0", "100 %", "gekippt"])
def test_what_says_on_is_on(raw: object) -> None:
    assert is_on(raw) is True


@pytest.mark.parametrize("raw", [False, 0, 0.0, "off", "AUS", "éteint", "uit", "keine Bewegung", "0", "spento"])
def test_what_says_off_is_off(raw: object) -> None:
    assert is_on(raw) is False


@pytest.mark.parametrize("raw", [None, 7, -1, "-1", "maybe", "", "unknown", [], {}, "1e999", "٣"])
def test_what_says_neither_is_neither(raw: object) -> None:
    assert is_on(raw) is None
