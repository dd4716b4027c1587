"""The page inside Home Assistant: what the Supervisor's ingress says of who asks, and under which prefix they see the page.

Nobody but the Supervisor is let in, so what it says is believed: it has asked Home Assistant who is signed in, and takes out
what a browser claims of that itself. https://developers.home-assistant.io/docs/apps/presentation#ingress
"""

import re
import secrets
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from .ask import Hub
from .door import form_token, secret_hash
from .rights import Visitor

COOKIE = "attune_form"
_PREFIX = re.compile(r"/api/hassio_ingress/[A-Za-z0-9_-]{1,100}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_USER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PLACE = "attune.ingress"


@dataclass(frozen=True, slots=True)
class Entrance:
    """One request through ingress. prefix: what stands before every path, as the browser has it. user: Home Assistant's id of
    who is signed in there, "" where it says none. secret: what this browser's forms are made with. is_new: it has none yet.
    """

    prefix: str
    user: str
    secret: str
    is_new: bool
    is_encrypted: bool

    @property
    def cookie(self) -> str:
        secure = "; Secure" if self.is_encrypted else ""
        return f"{COOKIE}={self.secret}; Path={self.prefix}/; HttpOnly; SameSite=Strict{secure}"


def entrance(peer: str, scope: Scope) -> Entrance | None:
    """peer: the Supervisor's address. None: it is somebody else, or says what the Supervisor does not."""
    client, headers = scope.get("client"), Headers(scope=scope)
    prefixes = headers.getlist("x-ingress-path")
    if client is None or client[0] != peer or len(prefixes) != 1 or not _PREFIX.fullmatch(prefixes[0]):
        return None
    users = headers.getlist("x-remote-user-id")
    if len(users) > 1 or (users and not _USER.fullmatch(users[0])):
        return None
    had = _secret(headers.get("cookie", ""))
    is_encrypted = headers.get("x-forwarded-proto", "").partition(",")[0].strip() == "https"
    found = Entrance(prefixes[0], "".join(users), had or secrets.token_urlsafe(32), had is None, is_encrypted)
    scope[_PLACE] = found
    return found


def entrance_of(scope: Scope) -> Entrance | None:
    """None: the request came to the page itself."""
    found: Entrance | None = scope.get(_PLACE)
    return found


def visitor_through(came: Entrance, hub: Hub) -> Visitor:
    """Whose account it is by the configuration; an account nobody has there sees what a tablet on the wall sees. Raises
    HubError.
    """
    household = hub.household()
    people = household["people"]
    person = next((who for who, known in people.items() if came.user and known["home_assistant_user"] == came.user), None)
    stranger = "" if person is not None else came.user
    return Visitor(person, secret_hash(came.secret), form_token(came.secret), household, stranger)


def _secret(cookies: str) -> str | None:
    found = cookie_parser(cookies).get(COOKIE, "")
    return found if _SECRET.fullmatch(found) else None
