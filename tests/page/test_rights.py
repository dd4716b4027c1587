"""Role × route × person: nobody reads of another adult, a tablet on the wall knows nobody's habits."""

from collections.abc import Callable

import pytest

from hub.web.rights import RIGHTS, Visitor, Who
from tests.whole.living import Household, Hub, teach

from .rig import Visitor as Browsing

pytestmark = [pytest.mark.broker, pytest.mark.whole]
HOUSEHOLD = {
    "people": {
        "ana": {"name": "Ana", "role": "keeper", "guardians": []},
        "ben": {"name": "Ben", "role": "resident", "guardians": []},
        "tom": {"name": "Tom", "role": "resident", "guardians": ["ana"]},
    }
}
OF_A_PERSON = [right for right, who in RIGHTS.items() if not who & {Who.WALL, Who.RESIDENT, Who.KEEPER, Who.THERE}]


def made(person: str | None) -> Visitor:
    return Visitor(person, "", "", HOUSEHOLD)


@pytest.mark.parametrize("right", OF_A_PERSON)
@pytest.mark.parametrize("viewer", ["ana", "ben", "tom", None])
@pytest.mark.parametrize("about", ["ana", "ben", "tom"])
def test_a_persons_own_things_are_theirs_and_their_guardians(right: str, viewer: str | None, about: str) -> None:
    is_own = viewer == about
    is_guardian = (viewer, about) == ("ana", "tom") and Who.GUARDIAN in RIGHTS[right]
    assert made(viewer).may(right, about=about) is (is_own or is_guardian)


@pytest.mark.parametrize("right", RIGHTS)
def test_the_wall_has_only_what_the_table_gives_it(right: str) -> None:
    assert made(None).may(right, about="ana", there=("ana",)) is (Who.WALL in RIGHTS[right])


def test_where_nobody_is_keeper_every_adult_is() -> None:
    people = {who: {**known, "role": "resident"} for who, known in HOUSEHOLD["people"].items()}
    assert [Visitor(who, "", "", {"people": people}).is_keeper for who in ("ana", "ben", "tom", None)] == [
        True,
        True,
        False,
        False,
    ]
    assert [made(who).is_keeper for who in ("ana", "ben", "tom", None)] == [True, False, False, False]


@pytest.fixture(scope="module")
def decided(hub: Hub, home: Household) -> str:
    """A decision for Ana that moved the kitchen's lamp."""
    teach(home, "ana", "kitchen", home.devices["kitchen_lamp"], times=8, state="ON", brightness=76)
    home.sets(home.devices["kitchen_lamp"], state="OFF")
    home.quiet(0.5)
    mark = home.mark()
    home.goes("ana", "kitchen")
    found = home.decision(mark)
    assert any(wish["outcome"] == "sent" for wish in found["wishes"])
    home.heeded()
    return str(found["id"])


def test_what_a_decision_rests_on_only_they_and_their_guardian_see(
    visitor: Callable[[str | None], Browsing], decided: str
) -> None:
    own = visitor("ana").get(f"/why/{decided}").text
    assert "What you would choose" in own
    assert "<td>" in own
    for other in ("ben", "tom", "kim", None):
        text = visitor(other).get(f"/why/{decided}").text
        assert "would choose" not in text
        assert "<td>" not in text
        assert "is theirs to see" in text


def test_who_was_not_there_cannot_undo_it_and_the_wall_only_the_last(
    visitor: Callable[[str | None], Browsing], decided: str, home: Household
) -> None:
    for other in ("ben", "tom", "kim"):
        answer = visitor(other).orders(f"/undo/{decided}")
        assert answer.status == 403
        assert visitor(other).orders(f"/thanks/{decided}").status == 403
    assert visitor(None).orders(f"/thanks/{decided}").status == 403
    lamp = home.devices["kitchen_lamp"]
    home.wait_for(lambda: lamp.state["state"] == "ON", "the lamp, changed just before, to be lit")
    assert visitor(None).orders(f"/undo/{decided}").status == 303
    home.wait_for(lambda: lamp.state["state"] == "OFF", "the lamp to be as it was")
    assert visitor(None).orders(f"/undo/{decided}").status in (403, 409)
