"""When one of two people leaves, what they had set together is the other's alone, also after a restart."""

from pathlib import Path

from devices.vocabulary import OccupantId

from ..a_house import Living

PEOPLE = {who: {"learn": ["light"], "presence": [{"topic": f"home/presence/{who}"}]} for who in ("ana", "ben")}


def test_a_hold_narrowed_to_who_stays_is_kept_so(tmp_path: Path) -> None:
    before = Living(tmp_path, occupants=PEOPLE)
    for who in PEOPLE:
        before.hear(f"home/presence/{who}", "kitchen", 1)
    before.hear("home/lamp", '{"on": "off", "level": 60}', 5)
    before.hear("home/lamp", '{"on": "on", "level": 60}', 10)
    before.hear("home/presence/ben", "not_home", 60)
    standing = {key: hold.occupants for key, hold in before.house.ledger.holds.items()}
    before.close()
    after = Living(tmp_path, occupants=PEOPLE)
    assert {key: hold.occupants for key, hold in after.house.ledger.holds.items()} == standing
    assert set(standing.values()) == {frozenset({OccupantId("ana")})}
    after.hear("home/presence/ana", "kitchen", 100)
    after.hear("home/presence/ana", "not_home", 110)
    assert not after.house.ledger.holds
    after.close()
