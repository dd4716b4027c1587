"""Every route and every verb of the page stands in docs/page.md, and none there is gone."""

import re
from pathlib import Path

from hub.web.app import make_app
from hub.web.live import Live
from hub.web.screen import ScreenAct, found

DOCUMENT = (Path(__file__).parents[3] / "docs" / "page.md").read_text("utf-8")
OF_THE_DOOR = {"GET /enter", "POST /enter", "POST /leave", "GET /events", "GET /alive", "GET /static/{name}"}


def test_every_route_is_documented_and_every_documented_one_is_there() -> None:
    routes = {f"{'POST' if isinstance(each, ScreenAct) else 'GET'} {each.path}" for each in found()}
    named = set(re.findall(r"`((?:GET|POST) /[^`]*)`", DOCUMENT))
    assert named == routes | OF_THE_DOOR


def test_the_app_has_no_route_beside_those() -> None:
    guard = make_app(Live(Path("none")), is_encrypted=False)
    assert len(guard._app.routes) == len(list(found())) + len(OF_THE_DOOR)  # type: ignore[attr-defined]
