"""What residents ask of the hub: why, undo, pause, habits, consent, forget and more. Signatures are the command line's."""

from pathlib import Path
from typing import Annotated, Any

import typer

from .options import CONFIG, ConfigOption, JsonOption


def why(
    which: Annotated[
        str, typer.Argument(help="A decision's id, last, or a person: why they are thought to be there.")
    ] = "last",
    room: Annotated[str | None, typer.Option("--room", help="The last one of this room.")] = None,
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Why something was done, or why nothing was."""
    _ask("why", config, as_json, which=which, room=room)


def undo(
    which: Annotated[str | None, typer.Argument(help="A decision's id, or last; last when left out.")] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", help='Everything done since then: 20:00, "sat 18:00", or with a date; a week back at most.'),
    ] = None,
    until: Annotated[str | None, typer.Option("--until", help="Only up to then; left out, until now.")] = None,
    room: Annotated[str | None, typer.Option("--room", help="Only in this room.")] = None,
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Puts back exactly what was there, and teaches: of one decision, or of all since a time."""
    if since is not None:
        if which is not None:
            raise typer.BadParameter("a decision, or --since", param_hint="WHICH")
        _ask("undo", config, as_json, since=since, until=until, room=room)
    if until is not None or room is not None:
        raise typer.BadParameter("go with --since", param_hint="--until, --room")
    _ask("undo", config, as_json, which=which or "last")


def thanks(
    which: Annotated[str, typer.Argument(help="A decision's id, or last.")] = "last",
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """That was right: teaches it."""
    _ask("thanks", config, as_json, which=which)


def pause(
    until: Annotated[
        str | None,
        typer.Option("--until", help="When it ends by itself: 02:00, 90m, 2h, a date, morning; left out, with resume."),
    ] = None,
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Nothing is sent or learned until resume, or until then; survives restarts."""
    _ask("pause", config, as_json, **({} if until is None else {"until": until}))


def resume(config: ConfigOption = CONFIG, as_json: JsonOption = False) -> None:
    """Ends a pause."""
    _ask("resume", config, as_json)


def mode(
    name: Annotated[
        str | None, typer.Argument(help="guest, party, vacation, sleep, away, or normal; shows what stands when left out.")
    ] = None,
    room: Annotated[str | None, typer.Option("--room", help="Only this room.")] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until", help="When it ends: 02:00, 2h, a date, morning, left (everybody has), return (somebody is home)."
        ),
    ] = None,
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Guests, a party, a vacation: what is done and learned meanwhile; always with an end, survives restarts."""
    _ask("mode", config, as_json, name=name, room=room, until=until)


def status(config: ConfigOption = CONFIG, as_json: JsonOption = False) -> None:
    """Links, rooms, people; what is watched, suggested, acted on."""
    _ask("status", config, as_json)


def habits(
    person: Annotated[str | None, typer.Argument(help="Whose; all when left out.")] = None,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="As a block to pin and edit in the configuration.")] = False,
    as_automations: Annotated[
        bool, typer.Option("--automations", help="As plain automations of Home Assistant, which need no hub.")
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write the automations.")] = None,
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """What has been learned, readable."""
    if as_automations:
        from .automations import automations as body

        raise typer.Exit(body(config, person, output, as_json))
    if output is not None:
        raise typer.BadParameter("goes with --automations", param_hint="--output")
    _ask("habits", config, as_json, person=person, as_yaml=as_yaml)


def changes(
    answer: Annotated[
        str | None,
        typer.Argument(
            help="adopt (it is the new habit), ignore (a phase) or again (ask in a week); lists them when left out."
        ),
    ] = None,
    which: Annotated[str | None, typer.Argument(help="Which change, by its id.")] = None,
    person: Annotated[str | None, typer.Option(help="Only theirs.")] = None,
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Habits that have changed, and what is to be made of them."""
    _ask("changes", config, as_json, answer=answer, id=which, person=person)


def suggestions(
    answer: Annotated[
        str | None,
        typer.Argument(
            help="accept, decline, later (rests until tomorrow) or stop (none of it any more) to what waits in the room; stop"
            " and again also of a KIND; lists them when left out."
        ),
    ] = None,
    room: Annotated[str | None, typer.Argument(help="Where.")] = None,
    kind: Annotated[str | None, typer.Argument(help="What of, with stop and again: brightness, music.")] = None,
    person: Annotated[str | None, typer.Option(help="Only theirs, and with stop and again only to them.")] = None,
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """What waits for an answer, what is not suggested any more, and what is said to it."""
    if answer is None:
        _ask("suggestions", config, as_json, person=person)
    if room is None:
        raise typer.BadParameter("a room", param_hint="ROOM")
    if answer in ("stop", "again"):
        _ask("stop_suggesting" if answer == "stop" else "suggest_again", config, as_json, room=room, kind=kind, person=person)
    if answer not in ("accept", "decline", "later"):
        raise typer.BadParameter("accept, decline, later, stop or again", param_hint="ANSWER")
    if kind is not None or person is not None:
        raise typer.BadParameter("go with stop and again", param_hint="KIND, --person")
    _ask(str(answer), config, as_json, room=room)


def evening(
    answer: Annotated[
        str | None, typer.Argument(help="forget (it does not count) or keep; says what is offered when left out.")
    ] = None,
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Whether the last evening, if it was unlike all others, is to count."""
    _ask("evening", config, as_json, answer=answer)


def consent(
    person: Annotated[str, typer.Argument(help="Who.")],
    domains: Annotated[
        str | None, typer.Argument(help="light,temperature,music, or none; shows what stands when left out.")
    ] = None,
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """What may be learned about a person, within what the configuration allows."""
    _ask("consent", config, as_json, person=person, domains=domains)


def export(
    person: Annotated[str, typer.Argument(help="Who.")],
    folder: Annotated[Path, typer.Argument(help="A new folder for the files.")],
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Everything held about a person, as JSON and CSV."""
    _ask("export", config, as_json, person=person, folder=str(folder.absolute()))


def forget(
    person: Annotated[str | None, typer.Argument(help="Whose everything; left out with --from or --undo.")] = None,
    since: Annotated[
        str | None, typer.Option("--from", help='Only what was learned since then: "sat 18:00", or with a date.')
    ] = None,
    to: Annotated[str | None, typer.Option("--to", help="Until then; left out, until now.")] = None,
    room: Annotated[str | None, typer.Option("--room", help="Only in this room.")] = None,
    of: Annotated[str | None, typer.Option("--person", help="Only of this person.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="The last span that was forgotten counts again; for 30 days.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Without asking.")] = False,
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Everything about a person gone for good, with a receipt; or an evening that does not count."""
    if undo or since is not None:
        if person is not None:
            raise typer.BadParameter("goes as --person beside --from", param_hint="PERSON")
        from .forget_span import forget_span

        raise typer.Exit(forget_span(config, as_json, yes, undo, {"from": since, "to": to, "room": room, "person": of}))
    if person is None or to is not None or room is not None or of is not None:
        raise typer.BadParameter("a person, or a span that begins with --from", param_hint="PERSON")
    if not yes and not typer.confirm(f"Forget everything learned about {person}? This cannot be undone.", err=True):
        raise typer.Exit(1)
    from hub.store.files import before_it

    from .ask import ask

    status = ask("forget", config, as_json, {"person": person})
    before_it(config).unlink(missing_ok=True)  # what they had pinned may stand there
    raise typer.Exit(status)


def _ask(command: str, config: Path, as_json: bool, **arguments: Any) -> None:
    from .ask import ask

    raise typer.Exit(ask(command, config, as_json, arguments))


COMMANDS = (why, undo, thanks, pause, resume, mode, status, habits, changes, suggestions, evening, consent, export, forget)
