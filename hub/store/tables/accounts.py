"""Who may enter the residents' page: one-time codes, passwords, sessions; and who looked at whose screens.

Secrets stand here as hashes only. A row without an occupant is the house's own, such as that of a tablet on the wall.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from devices.vocabulary import OccupantId

from ..columns import iso
from ..transaction import Transactions

NOBODY = ""  # whose password the house's own is: a key cannot be left empty


class Accounts:
    """code, session: SHA-256 of the secret, in hex. Every method may raise StoreFailed.

    Of who agreed to nothing codes and sessions last as long as the hub runs, and are in no file.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions
        self._codes: dict[str, Mapping[str, Any]] = {}
        self._sessions: dict[str, Mapping[str, Any]] = {}

    def put_code(self, code: str, occupant: OccupantId | None, until: datetime) -> None:
        row = {"code": code, "occupant": occupant, "until": iso(until)}
        if self._in.put("page_codes", [row], replace=True) == [None]:
            self._codes[code] = row

    def take_code(self, code: str, now: datetime) -> Mapping[str, Any] | None:
        """A code that still counts, which it does not afterwards."""
        rows = self._in.query("select * from page_codes where code = ? and until > ?", [code, iso(now)])
        self._in.run("delete from page_codes where code = ? or until <= ?", [code, iso(now)])
        self._codes = {name: row for name, row in self._codes.items() if row["until"] > iso(now)}
        return rows[0] if rows else self._codes.pop(code, None)

    def put_password(self, occupant: OccupantId | None, digest: str, at: datetime) -> bool:
        """In place of the one before; whoever came in by that one is out. False: it may not be kept, and nothing happened."""
        row = {"occupant": occupant or NOBODY, "digest": digest, "at": iso(at)}
        if self._in.put("page_passwords", [row], replace=True) == [None]:
            return False
        self._in.run("delete from page_sessions where occupant is ?", [occupant])
        return True

    def begin(self, session: str, occupant: OccupantId | None, at: datetime, until: datetime, device: str) -> None:
        """device: what the browser calls itself, shortened."""
        row = {"session": session, "occupant": occupant, "at": iso(at), "until": iso(until), "device": device}
        self._in.run("delete from page_sessions where until <= ?", [iso(at)])
        self._sessions = {name: kept for name, kept in self._sessions.items() if kept["until"] > iso(at)}
        if self._in.put("page_sessions", [row], replace=True) == [None]:
            self._sessions[session] = row

    def end(self, session: str) -> int:
        ended = int(self._sessions.pop(session, None) is not None)
        return ended + self._in.run("delete from page_sessions where session = ?", [session])

    def end_all(self, occupant: OccupantId | None) -> int:
        """Of one person, or of everybody and every wall."""
        ended = self._drop_unkept(occupant)
        if occupant is None:
            return ended + self._in.run("delete from page_sessions")
        return ended + self._in.run("delete from page_sessions where occupant = ?", [occupant])

    def forget_unkept(self, occupant: OccupantId) -> None:
        """What is in no file."""
        self._codes = {name: row for name, row in self._codes.items() if row["occupant"] != occupant}
        self._drop_unkept(occupant)

    def unkept(self, session: str, now: datetime) -> Mapping[str, Any] | None:
        """A session that is in no file, as long as it counts."""
        found = self._sessions.get(session)
        return found if found is not None and found["until"] > iso(now) else None

    def sessions(self, now: datetime) -> list[dict[str, Any]]:
        """The newest first."""
        found = self._in.query("select * from page_sessions where until > ? order by at desc", [iso(now)])
        unkept = [dict(row) for row in self._sessions.values() if row["until"] > iso(now)]
        return sorted([*found, *unkept], key=lambda row: str(row["at"]), reverse=True)

    def viewed(self, occupant: OccupantId, viewer: OccupantId, what: str, at: datetime) -> None:
        """Somebody looked at another's screen. One line an hour for each of both and each screen."""
        given = [occupant, viewer, what, iso(at.replace(minute=0, second=0, microsecond=0))]
        known = "select 1 from page_views where occupant = ? and viewer = ? and what = ? and at >= ?"
        if not self._in.query(known, given):
            row = {"occupant": occupant, "viewer": viewer, "what": what, "at": iso(at)}
            self._in.put("page_views", [row], is_lesson=False)

    def _drop_unkept(self, occupant: OccupantId | None) -> int:
        before = len(self._sessions)
        left = {name: row for name, row in self._sessions.items() if occupant is not None and row["occupant"] != occupant}
        self._sessions = left
        return before - len(left)
