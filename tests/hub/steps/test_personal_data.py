"""A person's say over what is kept of them: narrowed before it counts, handed out whole, and gone everywhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.vocabulary import OccupantId
from hub.errors import NotPossible, StoreFailed

from ..a_house import Living
from ..build import moment

ANA = OccupantId("ana")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    made = Living(tmp_path)
    yield made
    made.close()


def test_what_is_no_longer_agreed_to_is_neither_acted_on_nor_learned(home: Living) -> None:
    at_s = home.teach()
    home.step.personal_data.consent(ANA, (), moment(at_s))
    stored = len(list(home.store.examples.all()))
    home.said.clear()
    assert home.house.shelf.knows(ANA, "power") == 0
    home.teach(times=1, at_s=at_s + 86_400)
    assert home.told("home/lamp/set") == []
    assert len(list(home.store.examples.all())) == stored


def test_what_is_agreed_to_again_is_known_again(home: Living) -> None:
    at_s = home.teach()
    known = home.house.shelf.knows(ANA, "power")
    home.step.personal_data.consent(ANA, (), moment(at_s))
    home.step.personal_data.consent(ANA, ["light"], moment(at_s + 1))
    assert home.house.shelf.knows(ANA, "power") == known > 0
    assert home.told("attune/occupant/ana/learning")[-2:] == [b"OFF", b"ON"]


def test_a_consent_the_disk_did_not_take_does_not_count(home: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise StoreFailed("the disk is full")

    monkeypatch.setattr(home.store.consents, "put", fails)
    with pytest.raises(StoreFailed):
        home.step.personal_data.consent(ANA, (), moment())
    assert home.house.agreements.allows(ANA, "light")


def test_consent_never_goes_beyond_the_configuration(home: Living) -> None:
    answer = home.step.personal_data.consent_asked({"person": "ana", "domains": "all"}, moment())
    assert (answer["learns"], answer["configured"]) == (["light"], ["light"])


def test_asked_without_domains_it_says_what_stands_and_changes_nothing(home: Living) -> None:
    assert home.step.personal_data.consent_asked({"person": "ana"}, moment())["learns"] == ["light"]
    assert home.store.consents.all() == {}


@pytest.mark.parametrize(("asked", "words"), [("bo", "knows no 'bo'"), ("", "knows no ''")])
def test_of_a_stranger_nothing_can_be_agreed(home: Living, asked: str, words: str) -> None:
    with pytest.raises(NotPossible, match=words):
        home.step.personal_data.consent_asked({"person": asked, "domains": "none"}, moment())


@pytest.mark.parametrize("domains", ["", "everything", "light,cooking", ","])
def test_what_is_no_domain_is_refused_in_words(home: Living, domains: str) -> None:
    with pytest.raises(NotPossible, match="say which of light, temperature, music"):
        home.step.personal_data.consent_asked({"person": "ana", "domains": domains}, moment())


def test_forgetting_takes_everything_from_disk_memory_and_broker(home: Living) -> None:
    at_s = home.teach()
    forgotten = []
    home.step.personal_data.on_forgotten = lambda who, _now: forgotten.append(who)
    receipt = home.step.personal_data.forget(ANA, moment(at_s))
    assert receipt
    assert list(home.store.examples.all()) == []
    assert home.house.shelf.knows(ANA, "power") == 0
    assert home.house.ledger.entry("last") is None
    assert home.told("attune/occupant/ana/room")[-1] == b""
    assert forgotten == [ANA]


def test_everything_held_is_handed_out_as_files(home: Living, tmp_path: Path) -> None:
    home.teach(times=1)
    answer = home.step.personal_data.export({"person": "ana", "folder": str(tmp_path / "out")}, moment())
    assert answer["files"]
    assert all(Path(file).is_file() for file in answer["files"])
    with pytest.raises(NotPossible, match="nothing is known of 'bo'"):
        home.step.personal_data.export({"person": "bo", "folder": str(tmp_path / "more")}, moment())
