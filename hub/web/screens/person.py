"""A person's own screen: what may be learned, what was, who looked at it, where they are signed in, export and forgetting."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devices.vocabulary import OccupantId
from hub.store import page_reader
from hub.store.files import before_it
from hub.store.passing import passing_folder

from ...consent import DOMAINS
from ..ask import FORGETTING_S
from ..quality import LEAST
from ..screen import Asking, Handout, NotThere, NotYours, Screen, ScreenAct, Shown
from ..sentences import name_of
from ..settings import add, change
from ..words import DOMAINS as DOMAIN_WORDS
from ..words import marked
from .bounds import OF_A_PERSON
from .changes import ANSWERS, changes
from .pins import pinned
from .replay import REPLAYS

EFFECTS: Mapping[str, str] = {
    "light": marked(
        "Lamps: on or off, how bright, which colour, in which room and when. Off: nothing new, what is known rests."
    ),
    "temperature": marked("Heating: how warm, in which room and when. Off: nothing new, what is known rests."),
    "music": marked("Music: what and how loud, in which room and when. Off: nothing new, what is known rests."),
}
SEEN: Mapping[str, str] = {
    "me": marked("this screen"),
    "habits": marked("what was learned"),
    "quality": marked("how well it knows"),
}


def person(asking: Asking) -> Mapping[str, Any]:
    who, words = asking.person("habits"), asking.words
    asking.looked_at(who, "me")
    now, known = asking.hub.now(), asking.household["people"][who]
    told, decides = now["people"][who], asking.decides_for(who)
    may = asking.visitor.may
    guesses = round(sum(record["of"] for record in now["records"] if record["person"] == who))
    mine = who == asking.visitor.person
    return {
        "who": who,
        "name": name_of(who, asking.household),
        "mine": mine,
        "guarded": bool(known["guardians"]),
        "children": [(child, name_of(child, asking.household)) for child in asking.visitor.children] if mine else [],
        "domains": [
            {
                "domain": domain,
                "name": words.named(DOMAIN_WORDS, domain),
                "effect": words.named(EFFECTS, domain),
                "allowed": domain in known["learn"] or decides,
                "on": domain in told["learns"],
            }
            for domain in DOMAINS
        ],
        "changes": changes(asking, who),
        "answers": [(answer, words.gettext(said)) for answer, said in ANSWERS.items()],
        "decides": decides,
        "pinned": pinned(known, asking.household["rooms"], words),
        "bounds": [(name, words.called(name), known["limits"][name]) for name in OF_A_PERSON] if decides else [],
        "learned": [(kind, words.called(kind), n) for kind, n in told["examples"].items()],
        "total": sum(told["examples"].values()),
        "corrections": None if told["corrections"] is None else words.number(told["corrections"]),
        "hit_rate": f"{told['hit_rate'] * 100:.0f}" if told["hit_rate"] is not None and guesses >= LEAST else None,
        "guesses": guesses,
        "views": [
            {
                "viewer": name_of(view["viewer"], asking.household),
                "what": words.gettext(SEEN.get(view["what"], str(view["what"]))),
                "when": words.moment(view["at"], now["at"]),
            }
            for view in page_reader.views(asking.hub.database, OccupantId(who))
        ],
        "sessions": _sessions(asking, who, now["at"]) if may("sessions", about=who) else None,
    }


def _sessions(asking: Asking, who: str, now: str) -> list[Mapping[str, Any]]:
    return [
        {
            "session": row["session"],
            "device": row["device"] or asking.words.gettext("a browser"),
            "since": asking.words.moment(row["at"], now),
            "here": row["session"] == asking.visitor.session,
        }
        for row in _sessions_of(asking, who)
    ]


def _sessions_of(asking: Asking, who: str) -> list[Mapping[str, Any]]:
    """Of the hub: those of who agreed to nothing are in no file."""
    return [row for row in asking.hub.ask("page_sessions")["sessions"] if row["occupant"] == who]


def consent(asking: Asking) -> str | Shown:
    """What the configuration does not allow yet is written into it first: it is where everybody sees what was agreed."""
    who = asking.person("consent")
    chosen = [domain for domain in DOMAINS if asking.given.get(domain) == "yes"]
    new = [domain for domain in chosen if domain not in asking.household["people"][who]["learn"]]
    if new:
        if not asking.decides_for(who):
            raise NotYours
        edits = [add(("occupants", who, "learn"), domain) for domain in new]
        done = change(asking, edits, f"/person/{who}", f"/person/{who}/consent")
        if isinstance(done, Shown):
            return done
    asking.hub.ask("consent", person=who, domains=",".join(chosen) or "none")
    return f"/person/{who}"


def end_session(asking: Asking) -> str:
    who = asking.person("sessions")
    session = asking.named["session"]
    if session not in [row["session"] for row in _sessions_of(asking, who)]:
        raise NotThere
    asking.hub.ask("page_signed_out", session=session)
    return f"/person/{who}"


def export(asking: Asking) -> tuple[str, str, bytes]:
    """Everything held, as the command line gives it, in one file."""
    who = asking.person("export")
    made = io.BytesIO()
    with passing_folder() as folder:
        answer = asking.hub.ask("export", person=who, folder=str(folder / who), within_s=FORGETTING_S)
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in map(Path, answer["files"]):
                archive.write(file, file.name)
    return f"attune-{who}.zip", "application/zip", made.getvalue()


def forget(asking: Asking) -> Shown:
    """Only with the person's name typed."""
    who = asking.person("forget")
    if asking.given.get("name", "").strip().casefold() not in (
        who.casefold(),
        name_of(who, asking.household).strip().casefold(),
    ):
        return Shown("trouble.html", {"text": asking.words.gettext("That was not the name. Nothing was forgotten.")})
    receipt = asking.hub.ask("forget", person=who, within_s=FORGETTING_S)
    asking.hub.forget()
    REPLAYS.forget()
    if asking.hub.config is not None:
        before_it(asking.hub.config).unlink(missing_ok=True)  # what they had pinned may stand there
    rows = [(table.replace("_", " "), n) for table, n in receipt["rows"].items() if n]
    return Shown("forgotten.html", {"receipt": receipt, "rows": rows, "when": asking.words.clock(receipt["when"])})


SCREENS = (Screen("/person/{person}", "home", "person.html", person),)
ACTS = (
    ScreenAct("/person/{person}/consent", "home", consent),
    ScreenAct("/person/{person}/sessions/{session}/end", "home", end_session),
    ScreenAct("/person/{person}/forget", "home", forget),
)
HANDOUTS = (Handout("/person/{person}/export", "home", export),)
