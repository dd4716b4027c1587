"""Who may enter the residents' page: one-time codes, passwords, sessions; and who looked at whose screens.

Secrets stand here as hashes only. A row without an occupant is the house's own, such as that of a tablet on the wall.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from devices.vocabulary import OccupantId

from ..columns import iso
from ..transaction import Transactions


class Accounts:
    """code, session: SHA-256 of the secret, in hex. Every method may raise StoreFailed."""

    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def put_code(self, code: str, occupant: OccupantId | None, until: datetime) -> None:
        self._in.put("page_codes", [{"code": code, "occupant": occupant, "until": iso(until)}], replace=True)

    def take_code(self, code: str, now: datetime) -> Mapping[str, Any] | None:
        """A code that still counts, which it does not afterwards."""
        rows = self._in.query("select * from page_codes where code = ? and until > ?", [code, iso(now)])
        self._in.run("delete from page_codes where code = ? or until <= ?", [code, iso(now)])
        return rows[0] if rows else None

    def put_password(self, occupant: OccupantId, digest: str, at: datetime) -> None:
        """In place of the one before; whoever came in by that one is out."""
        self._in.put("page_passwords", [{"occupant": occupant, "digest": digest, "at": iso(at)}], replace=True)
        self._in.run("delete from page_sessions where occupant = ?", [occupant])

    def begin(self, session: str, occupant: OccupantId | None, at: datetime, until: datetime, device: str) -> None:
        """device: what the browser calls itself, shortened."""
        row = {"session": session, "occupant": occupant, "at": iso(at), "until": iso(until), "device": device}
        self._in.run("delete from page_sessions where until <= ?", [iso(at)])
        self._in.put("page_sessions", [row], replace=True)

    def end(self, session: str) -> int:
        return self._in.run("delete from page_sessions where session = ?", [session])

    def end_all(self, occupant: OccupantId | None) -> int:
        """Of one person, or of everybody and every wall."""
        if occupant is None:
            return self._in.run("delete from page_sessions")
        return self._in.run("delete from page_sessions where occupant = ?", [occupant])

    def sessions(self, now: datetime) -> list[dict[str, Any]]:
        """The newest first."""
        return self._in.query("select * from page_sessions where until > ? order by at desc", [iso(now)])

    def viewed(self, occupant: OccupantId, viewer: OccupantId, what: str, at: datetime) -> None:
        """Somebody looked at another's screen. One line an hour for each of both and each screen."""
        given = [occupant, viewer, what, iso(at.replace(minute=0, second=0, microsecond=0))]
        known = "select 1 from page_views where occupant = ? and viewer = ? and what = ? and at >= ?"
        if not self._in.query(known, given):
            row = {"occupant": occupant, "viewer": viewer, "what": what, "at": iso(at)}
            self._in.put("page_views", [row], is_lesson=False)
