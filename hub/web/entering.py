"""The door: a code or a name and a password in, a session out; and leaving."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from devices.vocabulary import OccupantId
from hub.store import page_reader

from ..errors import HubError
from .ask import Hub
from .connections import network
from .door import COOKIE, PHONE_S, Patience, begin, code_hash, is_right, visitor_of
from .form import form_of, is_own
from .pages import Pages
from .screen import NotYours
from .words import marked, words_for

WRONG_CODE = marked("This code does not count, or does not any more. They last 15 minutes, each for one visit.")
WRONG_PASSWORD = marked("The name or the password is wrong.")
WAIT = marked("That was wrong too often. Please wait %(span)s.")


def door(hub: Hub, pages: Pages, request: Request) -> Response:
    return _shown(hub, pages, request, "", 200)


def enter(hub: Hub, pages: Pages, patience: Patience, is_encrypted: bool, request: Request, body: bytes) -> Response:
    """Always another session than before, so that nobody can have prepared it."""
    given = form_of(body)
    address = f"address {network(request.client.host if request.client else '')}"
    who = given.get("who", "").strip().casefold()[:100]
    keys = (address,) if given.get("code") else (address, f"name {who}")
    wait_s = patience.tries(*keys)
    if wait_s > 0:
        return _shown(hub, pages, request, WAIT, 429, wait_s)
    try:
        if given.get("code"):
            person = hub.ask("page_code_taken", code=code_hash(given["code"]))["person"]
        else:
            person = _person(hub, who) if who else None  # the house's own
            digest = None if who and person is None else page_reader.password(hub.database, person)
            if not is_right(digest, given.get("password", "")):
                return _shown(hub, pages, request, WRONG_PASSWORD, 403)
    except HubError as error:
        if error.code == "no_such_code":
            return _shown(hub, pages, request, WRONG_CODE, 403)
        patience.undecided(*keys)
        raise
    patience.succeeded(*keys)
    is_phone = given.get("remember") == "yes"
    secret = begin(hub, person, is_phone, _device(request.headers.get("user-agent", "")))
    answer = RedirectResponse("/", 303)
    age = PHONE_S if is_phone else None
    answer.set_cookie(COOKIE, secret, max_age=age, path="/", secure=is_encrypted, httponly=True, samesite="strict")
    return answer


def leave(hub: Hub, request: Request, body: bytes) -> Response:
    visitor = visitor_of(request, hub)
    answer = RedirectResponse("/enter", 303)
    if visitor is not None:
        if not is_own(form_of(body), visitor):
            raise NotYours
        hub.ask("page_signed_out", session=visitor.session)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return answer


def _shown(hub: Hub, pages: Pages, request: Request, problem: str, status: int, wait_s: float = 0.0) -> Response:
    words = words_for(request.headers.get("accept-language", ""), hub.household())
    text = words.gettext(problem) % {"span": words.span(wait_s)} if problem else ""
    more = {"problem": text, "home": hub.household()["home"]}
    headers = {"Retry-After": str(int(wait_s) + 1)} if wait_s else None
    return HTMLResponse(pages.render("enter.html", words, None, more), status, headers=headers)


def _person(hub: Hub, who: str) -> OccupantId | None:
    """By id or by name, as the configuration has them."""
    people = hub.household()["people"]
    found = (person for person, known in people.items() if who in (person.casefold(), known["name"].casefold()))
    return next(map(OccupantId, found), None)


def _device(agent: str) -> str:
    """What a person calls the browser: enough to know one's phone by."""
    names = ("Firefox", "Edg", "OPR", "Chrome", "Safari")
    systems = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
    browser = next((name for name in names if name in agent), "")
    system = next((name for name in systems if name in agent), "")
    return ", ".join(part for part in ({"Edg": "Edge", "OPR": "Opera"}.get(browser, browser), system) if part)
