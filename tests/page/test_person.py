"""A person's own screen: consent, who looked, export and forgetting, with the hub's own word for each."""

import html
import http.client
import io
import json
import re
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import expect
from ruamel.yaml import YAML

from hub.config.load import load
from tests.hub.keeping import files_under
from tests.whole.living import Household, Hub, teach

from .rig import Visitor, Watched

pytestmark = [pytest.mark.broker, pytest.mark.browser, pytest.mark.whole]


@pytest.fixture(scope="module", autouse=True)
def taught(hub: Hub, home: Household) -> None:
    lamp = home.devices["kitchen_lamp"]
    for who in ("tom", "ben"):
        teach(home, who, "kitchen", lamp, times=3, state="ON", brightness=120)
    home.quiet(0.5)


@pytest.mark.shows("occupants.*.guardians")
def test_a_guardian_sees_her_childs_screen_and_the_child_sees_that_she_looked(visitor: Callable[[str | None], Visitor]) -> None:
    ana, tom = visitor("ana"), visitor("tom")
    assert "Nobody else" in tom.get("/person/tom").text
    assert "Tom" in ana.get("/person/ana").text
    assert ana.get("/person/tom").status == 200
    assert ana.get("/person/tom").status == 200
    text = tom.get("/person/tom").text
    assert text.count("<td>Ana</td>") == 1
    assert "this screen" in text
    for viewer in ("ben", "kim", None):
        assert visitor(viewer).get("/person/tom").status == 403
    for about in ("ben", "kim", "nobody"):
        assert ana.get(f"/person/{about}").status == 403


def test_what_is_unticked_is_learned_no_more_and_ticked_again(hub: Hub, visitor: Callable[[str | None], Visitor]) -> None:
    ben = visitor("ben")
    assert ben.orders("/person/ben/consent", light="yes").status == 303
    assert hub.asked("consent", "ben")["learns"] == ["light"]
    assert ben.get("/person/ben").text.count("checked") == 1
    assert ben.orders("/person/ben/consent", light="yes", music="yes", temperature="yes").status == 303
    assert hub.asked("consent", "ben")["learns"] == ["light", "music", "temperature"]
    assert visitor("ana").orders("/person/ben/consent", light="yes").status == 403
    assert visitor(None).orders("/person/ben/consent").status == 403
    # the configuration is the most anybody agreed to: more than that is written there first, once it has been looked at
    kim, text = visitor("kim"), hub.config.read_text()
    assert kim.orders("/person/kim/consent", light="yes").status == 200
    assert hub.asked("consent", "kim")["learns"] == []
    assert hub.config.read_text() == text


def test_an_export_is_what_the_command_line_gives(hub: Hub, visitor: Callable[[str | None], Visitor], port: int) -> None:
    ben = visitor("ben")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/person/ben/export", headers={"Cookie": ben.cookie, "Host": f"127.0.0.1:{port}"})
    answer = connection.getresponse()
    assert answer.headers["content-disposition"] == 'attachment; filename="attune-ben.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.read())) as archive:
        whole = json.loads(archive.read("everything.json"))
    connection.close()
    folder = hub.folder / "export"
    hub.attune("export", "ben", str(folder))
    given = json.loads((folder / "everything.json").read_text())
    assert whole["examples"] == given["examples"]
    assert len(whole["examples"]) > 3
    assert whole["page_sessions"]
    for viewer in ("ana", "tom", None):
        assert visitor(viewer).get("/person/ben/export").status == 403


def test_a_session_can_be_ended_from_another(visitor: Callable[[str | None], Visitor]) -> None:
    phone, desk = visitor("ana"), visitor("ana")
    text = desk.get("/person/ana").text
    assert "(here)" in text
    sessions = re.findall(r"/sessions/([0-9a-f]{64})/end", text)
    lost = sha256(phone.cookie.partition("=")[2].encode()).hexdigest()
    assert lost in sessions
    assert visitor("ben").orders(f"/person/ana/sessions/{lost}/end").status == 403
    assert desk.orders(f"/person/ana/sessions/{lost}/end").status == 303
    assert phone.get("/").status == 303
    assert desk.get("/").status == 200


def test_who_is_forgotten_is_in_no_file_any_more_and_signed_out(
    hub: Hub, home: Household, watch: Callable[..., Watched], visitor: Callable[[str | None], Visitor]
) -> None:
    ana = visitor("ana")
    ana.get("/person/tom")
    assert ana.orders("/person/tom/forget", name="Ben").status == 200
    assert any(b"tom" in file.read_bytes() for file in databases(hub))
    seen = watch().comes_in(hub, "tom")
    page = seen.page
    page.get_by_role("link", name="Me", exact=True).click()
    page.locator("summary", has_text="Forget everything").click()
    page.get_by_label("To be sure").fill("Tom")
    page.get_by_role("button", name="Forget for good").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Forgotten")
    expect(page.locator("main")).to_contain_text("Files that still hold it: 0.")
    seen.is_for_everybody("forgotten")
    seen.is_clean()
    assert [file.name for file in databases(hub) if b"tom" in file.read_bytes()] == []
    page.goto(seen.url("/"))
    expect(page.locator("#by-code")).to_be_visible()


def databases(hub: Hub) -> list[Path]:
    """Everything the hub keeps; its configuration and log are the test's."""
    return [file for file in files_under(hub.folder) if file.name.startswith("attune") and not file.name.endswith(".sock")]


@pytest.mark.parametrize("kind", ["brightness", "power"])
def test_lines_to_pin_are_right_as_they_stand(
    hub: Hub, visitor: Callable[[str | None], Visitor], kind: str, tmp_path: Path
) -> None:
    text = visitor("ben").get(f"/person/ben/habits/{kind}").text
    block = html.unescape(re.search(r"<pre[^>]*><code>(.*?)</code></pre>", text, re.DOTALL)[1])  # type: ignore[index]
    config = json.loads(hub.config.read_text())
    config["occupants"]["ben"] |= YAML(typ="safe").load(block)
    assert config["occupants"]["ben"]["pinned"][0]["quantity"] == kind
    (tmp_path / "config.yaml").write_text(json.dumps(config))
    load(tmp_path / "config.yaml")
