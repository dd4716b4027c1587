"""What residents change on the page is in config.yaml as they would have written it, and in the hub; what must not, is not."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from hub.config.yaml import written
from tests.mosquitto import Mosquitto, free_port
from tests.whole.living import Household, Hub, teach, tunable_lamp

from .conftest import page_config
from .rig import Answer, Served, Visitor, Watched, wait_until

pytestmark = [pytest.mark.broker, pytest.mark.whole]

FIELDS = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """With a file a person has written: blocks, and a comment on each."""
    with Mosquitto() as broker:
        home, port = Household(broker.port), free_port()
        config = page_config(broker.port, port)
        hub = Hub(tmp_path_factory.mktemp("written"), config)
        lines = written(config).replace("\n", "   # as it was\n")
        hub.config.write_text(f"# Our home\n{lines}")
        home.add(tunable_lamp("kitchen_lamp"))
        hub.start(home)
        teach(home, "ben", "kitchen", home.devices["kitchen_lamp"], times=8, state="ON", brightness=76)
        home.goes("ben", "not_home")
        yield Served(hub, home, port)
        hub.stop()
        home.close()


@pytest.fixture
def before(hub: Hub) -> str:
    return hub.config.read_text()


def looks(visitor: Visitor, path: str, **fields: str) -> tuple[Answer, dict[str, str]]:
    """The order once: what would be written, and what the form then carries."""
    answer = visitor.orders(path, **fields)
    return answer, dict(FIELDS.findall(answer.text))


def lines(answer: Answer) -> list[str]:
    return re.findall(r"<(?:ins|del)>(.*?)</", answer.text)


def difference(hub: Hub, before: str) -> list[str]:
    had, has = before.splitlines(), hub.config.read_text().splitlines()
    return [f"- {line}" for line in had if line not in has] + [f"+ {line}" for line in has if line not in had]


def test_a_pin_is_shown_written_taken_up_and_taken_out_again(
    hub: Hub, before: str, visitor: Callable[[str | None], Visitor]
) -> None:
    ben = visitor("ben")
    answer, form = looks(ben, "/person/ben/pins/brightness", room="kitchen", value="40", **{"from": "18:00", "to": "22:00"})
    assert answer.status == 200
    assert len(lines(answer)) == 2
    assert hub.config.read_text() == before  # only looked at
    assert ben.post("/person/ben/pins/brightness", form).headers["location"] == "/person/ben"
    assert difference(hub, before) == [
        "+     pinned:",
        '+       - {room: kitchen, quantity: brightness, value: 0.4, from: "18:00", to: "22:00"}',
    ]
    assert (hub.folder / "config.yaml.bak").read_text() == before
    text = ben.get("/person/ben").text
    assert "Kitchen: brightness 40 %" in text  # the hub has it by then
    assert "18:00 to 22:00" in text
    _, form = looks(ben, "/person/ben/unpin/0")
    assert ben.post("/person/ben/unpin/0", form).status == 303
    assert "pinned: []" in hub.config.read_text()
    assert "Kitchen: brightness" not in ben.get("/person/ben").text
    hub.config.write_text(before)
    wait_until(lambda: "the edited configuration is in use" in hub.log.read_text())


def test_bounds_and_how_far_it_may_go_are_written(hub: Hub, before: str, visitor: Callable[[str | None], Visitor]) -> None:
    ana = visitor("ana")
    for path, fields, expected in (
        ("/person/ana/bounds", {"volume": "60", "brightness": ""}, "+     limits: {volume: 60}"),
        ("/rooms/kitchen/bounds", {"low": "17", "high": "21.5", "volume": ""}, "+     limits: {temperature: [17, 21.5]}"),
        ("/autonomy", {"level": "suggest"}, "+ autonomy: suggest"),
    ):
        now = hub.config.read_text()
        _, form = looks(ana, path, **fields)
        assert ana.post(path, form).status == 303
        assert difference(hub, now) == [expected]
    assert '<option value="suggest" selected>' in ana.get("/rooms").text
    assert 'value="21.5"' in ana.get("/rooms").text
    assert hub.status()["autonomy"] == "suggest"
    now = hub.config.read_text()
    assert ana.orders("/autonomy", level="suggest").status == 303  # as it is already
    assert hub.config.read_text() == now


def test_who_is_forgotten_is_in_no_copy_of_the_file_either(hub: Hub, visitor: Callable[[str | None], Visitor]) -> None:
    kept = hub.folder / "config.yaml.bak"
    assert kept.exists()
    assert "Forgotten" in visitor("tom").orders("/person/tom/forget", name="Tom").text
    assert not kept.exists()
    kept.write_text("as it was")
    hub.attune("forget", "tom", "--yes")
    assert not kept.exists()


def test_who_decides_agrees_to_more_and_it_stands_in_the_file(hub: Hub, visitor: Callable[[str | None], Visitor]) -> None:
    kim, now = visitor("kim"), hub.config.read_text()
    _, form = looks(kim, "/person/kim/consent", light="yes")
    assert "kim" not in str([f.name for f in hub.folder.glob("attune.db*") if f.is_file() and b'"kim"' in f.read_bytes()])
    assert kim.post("/person/kim/consent", form).status == 303
    assert difference(hub, now) in (["-     learn: []   # as it was", "+     learn: [light]   # as it was"],)
    assert "kim" in str(hub.attune("status", "--json"))
    assert re.search(r'name="light" value="yes" checked', kim.get("/person/kim").text)


def test_nobody_writes_for_another_and_a_child_not_its_own_bounds(hub: Hub, visitor: Callable[[str | None], Visitor]) -> None:
    now = hub.config.read_text()
    pin = {"room": "kitchen", "value": "40"}
    for who, path, fields in (
        ("ana", "/person/ben/pins/brightness", pin),
        (None, "/person/ben/pins/brightness", pin),
        ("ben", "/person/ana/bounds", {"volume": "5"}),
        ("tom", "/person/tom/bounds", {"volume": "100"}),
        ("ben", "/rooms/kitchen/bounds", {"low": "7", "high": "28"}),
        ("ben", "/autonomy", {"level": "watch"}),
        (None, "/autonomy", {"level": "watch"}),
    ):
        assert visitor(who).orders(path, **fields).status == 403, (who, path)
    assert visitor("ana").orders("/person/tom/bounds", volume="30", brightness="").status == 200  # who cares for him may
    assert hub.config.read_text() == now


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/person/ben/pins/brightness", {"room": "nowhere", "value": "40"}),
        ("/person/ben/pins/brightness", {"room": "kitchen", "value": "bright"}),
        ("/person/ben/pins/nonsense", {"room": "kitchen", "value": "40"}),
        ("/person/ben/unpin/99", {}),
        ("/person/ben/bounds", {"volume": "loud"}),
    ],
)
def test_nonsense_is_not_even_looked_at(
    hub: Hub, before: str, visitor: Callable[[str | None], Visitor], path: str, fields: dict[str, str]
) -> None:
    assert visitor("ben").orders(path, **fields).status == 404
    assert hub.config.read_text() == before


def test_what_would_make_the_file_wrong_is_refused_with_what_would_be_right(
    hub: Hub, before: str, visitor: Callable[[str | None], Visitor]
) -> None:
    answer = visitor("ana").orders("/rooms/kitchen/bounds", low="25", high="20", volume="")
    assert "That would make the configuration wrong" in answer.text
    assert "config.yaml:" in answer.text
    answer = visitor("ben").orders("/person/ben/bounds", volume="400", brightness="")
    assert "That would make the configuration wrong" in answer.text
    assert hub.config.read_text() == before


def test_while_the_file_is_wrong_nothing_is_written(hub: Hub, before: str, visitor: Callable[[str | None], Visitor]) -> None:
    ben = visitor("ben")
    _, form = looks(ben, "/person/ben/bounds", volume="50", brightness="")
    wrong = before + "rooms: {}\nnonsense: 1\n"
    hub.config.write_text(wrong)
    try:
        answer = ben.post("/person/ben/bounds", form)
        assert "There is a mistake in the configuration now" in answer.text
        assert hub.config.read_text() == wrong
    finally:
        hub.config.write_text(before)


def test_what_somebody_edits_meanwhile_is_not_written_over(
    hub: Hub, before: str, visitor: Callable[[str | None], Visitor]
) -> None:
    ben = visitor("ben")
    _, form = looks(ben, "/person/ben/bounds", volume="50", brightness="")
    hub.config.write_text(edited := before + "# and a word more\n")
    answer = ben.post("/person/ben/bounds", form)
    assert "Somebody has changed the configuration meanwhile" in answer.text
    assert hub.config.read_text() == edited
    hub.config.write_text(before)


def test_undo_since_puts_back_what_was_done_where_one_may(
    hub: Hub, home: Household, visitor: Callable[[str | None], Visitor]
) -> None:
    lamp = home.devices["kitchen_lamp"]
    ana = visitor("ana")
    hub.config.write_text(hub.config.read_text().replace("autonomy: suggest\n", ""))
    wait_until(lambda: hub.status()["autonomy"] == "act")
    home.sets(lamp, state="OFF")
    home.quiet(0.5)
    mark = home.mark()
    home.goes("ben", "kitchen")
    home.decision(mark)
    home.wait_for(lambda: lamp.state["state"] == "ON", "the lamp to be lit")
    home.heeded()
    assert visitor("tom").orders("/undo-since", since="00:00", room="kitchen").status == 403
    assert visitor("ben").orders("/undo-since", since="00:00", room="").status == 403  # only where he is
    assert ana.orders("/undo-since", since="yesterday", room="").status == 404
    answer = visitor("ben").orders("/undo-since", since="00:00", room="kitchen")
    assert "Put back since 00:00" in answer.text
    assert "light to off" in answer.text
    home.wait_for(lambda: lamp.state["state"] == "OFF", "the lamp to be as it was")
    assert ana.orders("/undo-since", since="00:00", room="").status == 409  # nothing stands any more


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_by_keyboard_a_pin_is_typed_looked_at_and_written(
    hub: Hub, watch: Callable[..., Watched], scheme: str, width: int
) -> None:
    seen = watch(color_scheme=scheme, viewport={"width": width, "height": 844}).comes_in(hub, "ben")
    page, name = seen.page, f"{scheme}-{width}"
    page.goto(seen.url("/person/ben/habits/brightness"))
    page.locator("summary", has_text="To pin it").press("Enter")
    field = page.get_by_label("Brightness in %")
    field.focus()
    field.fill("35")
    seen.is_for_everybody(f"pin-{name}")
    page.get_by_role("button", name="Pin it").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("To be written")
    expect(page.locator("ins").last).to_contain_text("value: 0.35")
    seen.is_for_everybody(f"to-be-written-{name}")
    page.get_by_role("button", name="Write it").press("Enter")
    expect(page.get_by_text("brightness 35 %")).to_be_visible()
    seen.is_for_everybody(f"fixed-{name}")
    page.get_by_role("button", name="Take out").first.press("Enter")
    page.get_by_role("button", name="Write it").press("Enter")
    expect(page.get_by_text("brightness 35 %")).to_have_count(0)
    seen.is_clean()


def test_a_file_the_hub_may_not_write_is_shown_the_lines_for(tmp_path: Path) -> None:
    from hub.config.yaml_edit import Put
    from hub.web.rewrite import rewrite

    path = tmp_path / "config.yaml"
    path.write_text(json.dumps({"home": {"latitude": 52.37, "longitude": 4.9, "time_zone": "UTC"}}))
    (tmp_path / "config.yaml.part").mkdir()  # as where nothing new can be written, for root as well
    answer = rewrite(path, [Put(("autonomy",), "watch")], None)
    assert answer["refused"] == "not_writable"
    assert len(answer["lines"]) == 2
