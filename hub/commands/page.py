"""``attune page``: where the residents' page is, and who may enter it."""

import getpass
import json
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from hub.config.load import load
from hub.errors import NotPossible

from .ask import answered
from .lines import by_home_clock


def page(what: str | None, person: str | None, ends: bool, path: Path, as_json: bool) -> int:
    """The exit status. Raises ConfigError, HubError."""
    match what:
        case "token":
            return token(path, person, as_json)
        case "password":
            return password(path, person, as_json)
        case "sessions":
            return sessions(path, person, ends, as_json)
        case _:
            return address(path, as_json)


def address(path: Path, as_json: bool) -> int:
    """Where the page is and whether it answers; 1 where it does not."""
    block = load(path).page
    host, port = block.address
    shown = socket.gethostname() if host in ("0.0.0.0", "::") else host
    url = f"{'http' if block.tls is None else 'https'}://{f'[{shown}]' if ':' in shown else shown}:{port}/"
    try:
        socket.create_connection(("127.0.0.1" if host == "0.0.0.0" else "::1" if host == "::" else host, port), 2.0).close()
        is_up = True
    except OSError:
        is_up = False
    words = "Come in with a code: attune page token PERSON" if is_up else "It is served by: attune run"
    return _said({"address": url, "up": is_up}, f"{url} {'is up' if is_up else 'does not answer'}. {words}", as_json, is_up)


def token(path: Path, person: str | None, as_json: bool) -> int:
    """A one-time code for a person, or for a tablet on the wall."""
    from hub.web.door import new_code

    code, digest = new_code()
    answer = answered("page_code", path, {"code": digest, **({} if person is None else {"person": person})})
    whose = f"for {person}" if person else "for a tablet on the wall, which sees the rooms and nobody's habits"
    return _said({**answer, "token": code}, f"{code} lets one visitor in within 15 minutes, {whose}.", as_json)


def password(path: Path, person: str | None, as_json: bool) -> int:
    """Of a person, or the house's own, which lets in as a tablet on the wall. Asked for twice, or one line of standard input
    where that is no terminal.
    """
    from hub.web.door import password_hash

    if sys.stdin.isatty():
        given = getpass.getpass("Password: ")
        if given != getpass.getpass("The same again: "):
            raise NotPossible("those were two different passwords", "not_the_same")
    else:
        given = sys.stdin.readline().rstrip("\n")
    answer = answered("page_password", path, {"person": person, "digest": password_hash(given)})
    who = person or "Whoever gives no name"
    return _said(answer, f"{who} comes in with that password from now on; who was signed in so is out.", as_json)


def sessions(path: Path, person: str | None, ends: bool, as_json: bool) -> int:
    """Who is signed in; ends: nobody any more, or not that person."""
    given = {} if person is None else {"person": person}
    if ends:
        answer = answered("page_signed_out", path, given)
        return _said(answer, f"{answer['ended']} {'session' if answer['ended'] == 1 else 'sessions'} ended.", as_json)
    answer = answered("page_sessions", path, given)
    found = answer["sessions"]
    lines = [
        f"{s['occupant'] or 'wall'}  since {by_home_clock(s['at'], answer):%a %d %b %H:%M}"
        f"  until {by_home_clock(s['until'], answer):%a %d %b %H:%M}  {s['device']}"
        for s in found
    ]
    shown = [{name: s[name] for name in ("occupant", "at", "until", "device")} for s in found]
    return _said({"sessions": shown}, "\n".join(lines) or "nobody is signed in", as_json)


def _said(answer: Mapping[str, Any], text: str, as_json: bool, is_well: bool = True) -> int:
    typer.echo(json.dumps(dict(answer), ensure_ascii=False, indent=2) if as_json else text)
    return 0 if is_well else 1
