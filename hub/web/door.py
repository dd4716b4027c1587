"""Coming in: a one-time code or a password makes a session, whose secret only the browser has. Here are the secrets' forms.

Codes and sessions are random and stored as SHA-256; passwords as argon2id, one at a time, for each takes 19 MiB.
"""

import base64
import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from starlette.requests import Request

from hub.store import page_reader

from ..clock import SystemClock
from ..errors import NotPossible
from .ask import Hub
from .rights import Visitor

COOKIE = "attune"
PHONE_S = 90 * 86_400
SHORTEST, LONGEST = 8, 200  # characters of a password
_FREE, _LONGEST_WAIT_S, _MOST_KNOWN = 5, 60.0, 10_000
# RFC 9106, section 4, with the least memory OWASP allows; measured: 34 ms and 23 MiB.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_ONE_AT_A_TIME = threading.Lock()


def new_code() -> tuple[str, str]:
    """A one-time code of ten letters and digits, and its hash."""
    code = base64.b32encode(secrets.token_bytes(10))[:10].decode()
    return code, code_hash(code)


def code_hash(code: str) -> str:
    plain = "".join(c for c in code.upper() if c.isalnum()).translate(str.maketrans("018", "OIB"))
    return hashlib.sha256(plain.encode()).hexdigest()


def password_hash(password: str) -> str:
    """Raises NotPossible for one that is too short or long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise NotPossible(f"a password has {SHORTEST} to {LONGEST} characters")
    with _ONE_AT_A_TIME:
        return _HASHER.hash(password)


def is_right(digest: str | None, password: str) -> bool:
    """digest: of the person's password, None where there is none. Takes as long either way."""
    if len(password) > LONGEST:
        return False
    with _ONE_AT_A_TIME:
        try:
            return _HASHER.verify(digest or _nobodys(), password) and digest is not None
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobodys() -> str:
    """So that an unknown name takes as long as a wrong password."""
    return _HASHER.hash(secrets.token_hex(16))


def secret_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def form_token(secret: str) -> str:
    """What a session's forms carry: of its secret, so that nobody else's page can."""
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()[:32]


@dataclass(slots=True)
class _Tries:
    failed: int = 0
    until: float = 0.0


class Patience:
    """Growing delays after five failures: 1, 2, 4 … 60 s, for each name and each address. now: monotonic seconds.

    Threads ask at once: a try counts as wrong until it has been found right, so that none slips in while others are looked at.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._tries: dict[str, _Tries] = {}
        self._lock = threading.Lock()

    def tries(self, *keys: str) -> float:
        """0.0: this try counts, as a wrong one for now. Else how long none of these may try again."""
        with self._lock:
            now = self._now()
            wait_s = max((self._tries[key].until - now for key in keys if key in self._tries), default=0.0)
            if wait_s > 0.0:
                return wait_s
            for key in keys:
                tries = self._tries.pop(key, _Tries())  # who tried last stands last
                tries.failed += 1
                if tries.failed >= _FREE:
                    tries.until = now + min(2.0 ** (tries.failed - _FREE), _LONGEST_WAIT_S)
                self._tries[key] = tries
            self._let_go(now)
            return 0.0

    def succeeded(self, *keys: str) -> None:
        with self._lock:
            for key in keys:
                self._tries.pop(key, None)

    def undecided(self, *keys: str) -> None:
        """Nobody could say whether it was right: it was no guess."""
        with self._lock:
            for key in keys:
                if key in self._tries:
                    self._tries[key].failed -= 1
                    self._tries[key].until = 0.0

    def _let_go(self, now: float) -> None:
        """Who has many addresses, or makes up many names, must not make those forgotten that wait."""
        if len(self._tries) > _MOST_KNOWN:
            waiting = [(key, tries) for key, tries in self._tries.items() if tries.until > now]
            self._tries = dict(waiting[-_MOST_KNOWN:])


def visitor_of(request: Request, hub: Hub) -> Visitor | None:
    """Whose session the request carries. None: nobody's, or not any more. Raises HubError."""
    secret = request.cookies.get(COOKIE, "")
    if not 20 <= len(secret) <= 100:
        return None
    digest = secret_hash(secret)
    found = page_reader.session(hub.database, digest, SystemClock().now().at)
    found = found or hub.ask("page_unkept_session", session=digest)["found"]  # of who agreed to nothing: in no file
    if found is None:
        return None
    household = hub.household()
    if found["occupant"] is not None and found["occupant"] not in household["people"]:
        return None
    return Visitor(found["occupant"], digest, form_token(secret), household)


def begin(hub: Hub, person: str | None, is_phone: bool, device: str) -> str:
    """A new session's secret. Raises NotPossible."""
    secret = secrets.token_urlsafe(32)
    hub.ask("page_signed_in", person=person, phone=is_phone, session=secret_hash(secret), device=device)
    return secret
