"""``attune import-history``: what Home Assistant remembers becomes examples, day by day; again, and there are no more."""

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import typer

from devices.home_assistant.history import Past, past, users
from devices.links.home_assistant import Conversation
from devices.vocabulary import LIT, OccupantId
from hub.api.console import ask as ask_running
from hub.clock import SystemClock
from hub.config import Config
from hub.config.load import load
from hub.consent import Agreements
from hub.errors import NotPossible
from hub.home_assistant.history import HistoryReplay, with_entities
from hub.home_assistant.own_doings import read_own_doings
from hub.store import Store
from hub.store.reader import read_consents
from hub.store.tables.examples import example_row

from .progress import progress_bar
from .residence import Residence, asked_for_access, look_round

_BATCH = 40  # examples a request to the running hub: it takes 64 KiB
_UNRECORDED = "Brightness and colour are not in Home Assistant's history: those are learned from now on."


@dataclass(slots=True)
class Imported:
    """new: examples taken, by person and kind. known: found before. left_out: changes that taught nothing, by reason."""

    new: Counter[tuple[str, str]] = field(default_factory=Counter)
    known: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    remembered: int = 0


def import_history(path: Path, days: int, as_json: bool) -> int:
    """Raises ConfigError, NotPossible, LinkDown."""
    config = load(path)
    way = asked_for_access(config)
    if not any(person.learn for person in config.occupants.values()):
        raise NotPossible("nobody has agreed to anything being learned (occupants: learn:), so there is nothing to import")
    residence = look_round(*way)
    with contextlib.ExitStack() as opened:
        progress = progress_bar(opened, f"{days} days of history", float(days)) if not as_json else (lambda _day: None)
        done = _imported(config, way, residence, days, progress)
    if as_json:
        people: dict[str, dict[str, int]] = {}
        for (who, kind), count in sorted(done.new.items()):
            people.setdefault(who, {})[kind] = count
        told = {
            "imported": people,
            "known": done.known,
            "left_out": dict(done.left_out),
            "remembered_days": done.remembered,
            "unrecorded": list(LIT),
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _print(done, days)
    return 0


def _imported(
    config: Config, way: tuple[str, str], residence: Residence, days: int, progress: Callable[[float], object]
) -> Imported:
    done = Imported()
    replayed = with_entities(config, residence.entities)
    wanted = {reference.name for _, reference in replayed.references() if reference.family == "home_assistant"}
    present = [entity for entity in residence.entities if entity.entity in wanted]
    if not present:
        raise NotPossible("none of the configuration's devices is in Home Assistant, so its history says nothing about them")
    person_of = {
        source.name: OccupantId(who)
        for who, person in replayed.occupants.items()
        for source in person.presence
        if source.name.startswith("person.")
    }
    entities = [entity.entity for entity in present]
    with Conversation(*way, quiet_s=30.0) as conversation:
        own = str(conversation.ask("auth/current_user").get("id", ""))
        accounts = users(conversation.ask("get_states"))
        user_of = {user: person_of[entity] for user, entity in accounts.items() if entity in person_of}
        with contextlib.suppress(NotPossible):  # nothing was decided yet
            ask_running(config.storage.path, "why")  # a running hub writes down first what it has decided just now
        doings = read_own_doings(config.storage.path)
        announcements = (entity.announcement for entity in present)
        with HistoryReplay(_narrowed(replayed, config.storage.path), announcements, user_of, own, doings) as replay:
            for day, story in _days(conversation, entities, days):
                lived = list(story)
                _keep(config, list(replay.live(lived)), done)
                if lived and not done.remembered:
                    done.remembered = days - day + 1
                progress(day)
            _keep(config, list(replay.end()), done)
            done.left_out = replay.left_out
    return done


def _days(conversation: Conversation, entities: list[str], days: int) -> Iterator[tuple[int, Iterable[Past]]]:
    """One day's states at a time, the oldest first."""
    end = SystemClock().now().at
    before: dict[str, str] = {}
    for day in range(days, 0, -1):
        start, until = end - timedelta(days=day), end - timedelta(days=day - 1)
        period = {"start_time": _iso(start), "end_time": _iso(until)}
        states = conversation.ask(
            "history/history_during_period", **period, entity_ids=entities, include_start_time_state=day == days,
            significant_changes_only=False, minimal_response=False, no_attributes=False,
        )  # fmt: skip
        notes = conversation.ask("logbook/get_events", **period)  # all of it: starts and automations are nobody's entity
        yield days - day + 1, past(states, notes, before)


def _narrowed(config: Config, database: Path) -> Config:
    """With what people have narrowed since: the replay's own store knows nothing of it."""
    if not database.exists():
        return config
    consents = read_consents(database)
    people = {
        who: replace(person, learn=person.learn & consents.get(OccupantId(who), person.learn))
        for who, person in config.occupants.items()
    }
    return replace(config, occupants=people)


def _keep(config: Config, found: list[Any], done: Imported) -> None:
    """Through the running hub where one runs, else into the database itself."""
    for start in range(0, len(found), _BATCH):
        batch = found[start : start + _BATCH]
        answer = ask_running(config.storage.path, "import", examples=[example_row(example) for example in batch])
        if answer is None:
            with Store.open(config.storage.path) as store:
                agreed = {OccupantId(who): person.learn for who, person in config.occupants.items()}
                store.agreements = Agreements(agreed, store.consents.all())
                taken = store.examples.add_new(batch)
        else:
            taken = [batch[index] for index in answer["taken"]]
        done.new.update((example.occupant, example.kind) for example in taken)
        done.known += len(batch) - len(taken)


def _print(done: Imported, days: int) -> None:
    by_person: dict[str, list[str]] = {}
    for (who, kind), count in sorted(done.new.items()):
        by_person.setdefault(who, []).append(f"{kind.replace('_', ' ')} {count}")
    for who, counts in by_person.items():
        typer.echo(f"{who}: {', '.join(counts)}")
    if not by_person:
        typer.echo(f"Nothing new in {days} days." + (f" {done.known} choices were known already." if done.known else ""))
    if done.remembered < days:
        typer.echo(f"Home Assistant remembers {done.remembered} of these {days} days (its recorder: purge_keep_days).")
    for reason, count in done.left_out.most_common():
        typer.echo(f"left out: {count} {reason}")
    typer.echo(_UNRECORDED)


def _iso(at: datetime) -> str:
    return at.isoformat()
