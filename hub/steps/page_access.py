"""Who may enter the residents' page: codes, passwords, sessions, and the note of who looked at whose screens.

The page's process makes and checks every secret; here only their hashes come by, and only here are they written.
"""

from datetime import timedelta
from typing import Any

from devices.vocabulary import Moment, OccupantId

from ..errors import NotPossible
from ..house import Current, House
from .asked import Asked, answers, occupant_of

CODE_LASTS = timedelta(minutes=15)
VISIT_LASTS, PHONE_LASTS = timedelta(hours=12), timedelta(days=90)
_HASH = frozenset("0123456789abcdef")


class PageAccess:
    """Owned by the loop's thread."""

    def __init__(self, current: Current) -> None:
        self._current = current

    @property
    def house(self) -> House:
        return self._current.house

    @answers("page_code")
    def code(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """code: hash of a new one-time code. person: whose; left out: the house's own, such as a tablet on the wall."""
        who = None if asked.get("person") is None else occupant_of(self.house, asked)
        until = now.at + CODE_LASTS
        self.house.store.accounts.put_code(_hash(asked, "code"), who, until)
        return {"person": who, "until": until.isoformat(timespec="seconds")}

    @answers("page_password")
    def password(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """digest: argon2id's. person: whose; left out: the house's own. Whoever is signed in as they are has to do so again."""
        who = None if asked.get("person") is None else occupant_of(self.house, asked)
        digest = str(asked.get("digest"))
        if not digest.startswith("$argon2id$") or len(digest) > 300:
            raise NotPossible("that is no hash of a password")
        if not self.house.store.accounts.put_password(who, digest, now.at):
            raise NotPossible(
                f"{who} has agreed to nothing, so nothing of them is kept, no password either: a code lets them in "
                f"(attune page token {who}), or the house's own password (attune page password)"
            )
        return {"person": who}

    @answers("page_code_taken")
    def take_code(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """code: hash of what somebody typed. Whose it was; it counts no more."""
        found = self.house.store.accounts.take_code(_hash(asked, "code"), now.at)
        if found is None or (found["occupant"] is not None and found["occupant"] not in self.house.config.occupants):
            raise NotPossible("this code does not count, or does not any more", "no_such_code")
        return {"person": found["occupant"]}

    @answers("page_signed_in")
    def signed_in(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """session: hash of its secret. phone: true where it is to be remembered."""
        who = None if asked.get("person") is None else occupant_of(self.house, asked)
        until = now.at + (PHONE_LASTS if asked.get("phone") is True else VISIT_LASTS)
        device = str(asked.get("device") or "")[:60]
        self.house.store.accounts.begin(_hash(asked, "session"), who, now.at, until, device)
        return {"person": who, "until": until.isoformat(timespec="seconds")}

    @answers("page_unkept_session")
    def unkept_session(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """session: hash of one that no file has. found: whose it is, null where it does not count."""
        row = self.house.store.accounts.unkept(_hash(asked, "session"), now.at)
        return {"found": None if row is None else {"occupant": row["occupant"]}}

    @answers("page_signed_out")
    def signed_out(self, asked: Asked, _now: Moment) -> dict[str, Any]:
        """session: one; left out: all of a person, and with no person everybody's."""
        accounts = self.house.store.accounts
        if asked.get("session") is not None:
            return {"ended": accounts.end(_hash(asked, "session"))}
        return {"ended": accounts.end_all(None if asked.get("person") is None else occupant_of(self.house, asked))}

    @answers("page_sessions")
    def sessions(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """person: only theirs; left out, everybody's."""
        who = None if asked.get("person") is None else occupant_of(self.house, asked)
        found = [s for s in self.house.store.accounts.sessions(now.at) if who is None or s["occupant"] == who]
        return {"sessions": found, "time_zone": self.house.config.home.time_zone}

    @answers("viewed")
    def viewed(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """viewer looked at a screen (what) of person's."""
        who, viewer = occupant_of(self.house, asked), OccupantId(str(asked.get("viewer")))
        self.house.store.accounts.viewed(who, viewer, str(asked.get("what"))[:40], now.at)
        return {"person": who}


def _hash(asked: Asked, name: str) -> str:
    """SHA-256 in hex. Raises NotPossible."""
    found = str(asked.get(name))
    if len(found) != 64 or not _HASH.issuperset(found):
        raise NotPossible(f"{name} is no hash")
    return found
