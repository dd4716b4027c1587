"""The command line: every command of the contract. Prints for people, ``--json`` for programs.

Exit 0: done. 1: could not be done, one line why. 2: wrong use or wrong configuration. Each command imports what it needs when
it runs, so that ``attune why`` answers at once and the daemon carries no terminal library.
"""

import sys
from argparse import Namespace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .commands import residents
from .commands.daemon import SUPERVISOR, daemon, exit_status
from .commands.options import CONFIG, ConfigOption, JsonOption
from .commands.word_order import meant

app = typer.Typer(
    name="attune",
    help="A home that learns each person who lives in it: light, temperature and music.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
WRONG_USE = 2


class Printed(StrEnum):
    ACL = "acl"


OfThePage = StrEnum("OfThePage", ("token", "password", "sessions"))


@app.command()
def run(
    config: ConfigOption = CONFIG,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log traffic.")] = False,
    no_page: Annotated[bool, typer.Option("--no-page", help="Without the residents' page.")] = False,
    ingress: Annotated[
        str | None,
        typer.Option("--ingress", help="As an add-on: where Home Assistant's Supervisor finds the page, address:port."),
    ] = None,
    supervisor: Annotated[
        str, typer.Option("--supervisor", help="With --ingress: the Supervisor's address, the only one let in there.")
    ] = SUPERVISOR,
) -> None:
    """The daemon: hears, decides, learns until it is told to end (SIGTERM or Ctrl-C)."""
    asked = Namespace(config=config, verbose=verbose, no_page=no_page, ingress=ingress, supervisor=supervisor)
    raise typer.Exit(daemon(asked))


@app.command()
def init(
    url: Annotated[
        str, typer.Option("--url", prompt="Home Assistant's address", help="Such as http://homeassistant.local:8123.")
    ],
    token: Annotated[
        str,
        typer.Option(
            "--token",
            envvar="HOME_ASSISTANT_TOKEN",
            prompt="A long-lived access token (your profile there, security)",
            hide_input=True,
            help="Better typed when asked, or in HOME_ASSISTANT_TOKEN: a command line can be read by others.",
        ),
    ],
    mqtt: Annotated[str | None, typer.Option("--mqtt", help="The broker, host or host:port; looked for when left out.")] = None,
    mqtt_user: Annotated[str | None, typer.Option("--mqtt-user", help="The hub's account on the broker.")] = None,
    mqtt_password: Annotated[
        str | None, typer.Option("--mqtt-password", envvar="MQTT_PASSWORD", help="Goes into secrets.yaml.")
    ] = None,
    learn: Annotated[
        str | None, typer.Option("--learn", help="What everybody agreed to have learned, such as light,temperature,music.")
    ] = None,
    database: Annotated[str, typer.Option("--database", help="Where what is learned is kept.")] = "attune.db",
    config: ConfigOption = CONFIG,
) -> None:
    """A first configuration from what Home Assistant holds: areas are rooms, persons people, entities devices."""
    from .commands.init import init as body

    raise typer.Exit(body(config, url, token, mqtt, mqtt_user, mqtt_password, learn, database))


@app.command()
def demo(
    days: Annotated[int, typer.Option(min=4, max=365, help="Simulated days.")] = 28,
    seed: Annotated[int, typer.Option(help="The household's dice; the same seed, the same story.")] = 1,
    quick: Annotated[bool, typer.Option("--quick", help="As fast as the machine goes, without the picture.")] = False,
    stay: Annotated[bool, typer.Option("--stay", help="Then go on in real time, with its page, until Ctrl-C.")] = False,
    as_json: JsonOption = False,
) -> None:
    """A simulated household on an embedded broker, with its page: watch the hub learn. No account or configuration needed."""
    from .demo.show import show

    raise typer.Exit(show(days, seed, quick=quick, as_json=as_json, stays=stay))


@app.command()
def rehearse(
    script: Annotated[Path, typer.Argument(help="What happens, as docs/rehearsal.md shows it.")],
    config: ConfigOption = CONFIG,
    database: Annotated[
        Path | None, typer.Option("--from", help="Begin with what this database holds; a copy of it is used.")
    ] = None,
    keep: Annotated[Path | None, typer.Option("--keep", help="Keep the database it wrote, as a new file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """A made-up week in seconds: a script lived through with the real hub, in simulated time, with simulated devices."""
    from .commands.rehearse import rehearse as body

    raise typer.Exit(body(script, config, database, keep, as_json))


@app.command()
def replay(
    days: Annotated[int, typer.Option("--days", min=1, max=30, help="How many, up to now.")] = 14,
    other: Annotated[
        Path | None, typer.Option("--config", help="The configuration they are lived through under; left out: your own.")
    ] = None,
    changes: Annotated[
        list[str] | None, typer.Option("--set", help="Only this otherwise, such as rooms.kitchen.follow=false; several times.")
    ] = None,
    config: Annotated[Path, typer.Option("-c", help="Your own configuration.", show_default=True)] = CONFIG,
    as_json: JsonOption = False,
    progress: Annotated[bool, typer.Option("--progress", help="With --json: how far it is, too.", hidden=True)] = False,
) -> None:
    """Your own recorded days once more under another configuration: what would have been done otherwise."""
    from .commands.replay import replay as body

    if wrong := [change for change in changes or () if "=" not in change]:
        raise typer.BadParameter(f"{wrong[0]} is not KEY=VALUE", param_hint="--set")
    set_to = dict(change.split("=", 1) for change in changes or ())
    raise typer.Exit(body(config, other, set_to, days, as_json, progress and as_json))


@app.command()
def check(
    config: ConfigOption = CONFIG,
    live: Annotated[bool, typer.Option("--live", help="Also ask the broker, the devices and the players.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Every mistake in the configuration, with file, line, key and what would be right."""
    from .commands.check import check as body

    raise typer.Exit(body(config, live, as_json))


@app.command()
def discover(
    config: ConfigOption = CONFIG,
    seconds: Annotated[float, typer.Option(min=0.2, max=600, help="How long to listen.")] = 5.0,
    write: Annotated[bool, typer.Option("--write", help="Add what was found to the configuration, as comments.")] = False,
    as_json: JsonOption = False,
) -> None:
    """What the broker offers, by each family's own announcements."""
    from .commands.discover import discover as body

    raise typer.Exit(body(config, seconds, write, as_json))


@app.command("import-history")
def import_history(
    days: Annotated[int, typer.Option("--days", min=1, max=365, help="How far back; Home Assistant keeps 10 by default.")] = 30,
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Learns from what Home Assistant remembers, about people who agreed. Again, and it learns nothing twice."""
    from .commands.import_history import import_history as body

    raise typer.Exit(body(config, days, as_json))


for _command in residents.COMMANDS:
    app.command()(_command)


@app.command()
def calibrate(
    person: Annotated[str, typer.Argument(help="Whose phone or tag, carried along.")],
    room: Annotated[list[str] | None, typer.Option("--room", help="Only this room, again; may be given several times.")] = None,
    seconds: Annotated[float, typer.Option(min=1, max=600, help="How long in each room.")] = 60.0,
    yes: Annotated[bool, typer.Option("--yes", help="Without waiting for Enter in each room.")] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Drop what was taken: back to the nearest receiver.")] = False,
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Walks you through the rooms, to learn how your phone sounds in each to the Bluetooth receivers."""
    from .commands.calibrate import calibrate as body

    raise typer.Exit(body(config, person, tuple(room or ()), seconds, is_asked=not yes, forgets=forget, as_json=as_json))


@app.command()
def train(
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
    nice: Annotated[bool, typer.Option("--nice", help="At low priority, as every night.")] = False,
) -> None:
    """What the nightly job does: priors from the people here who agreed, judged on held-out days, kept only when better."""
    from .commands.train import train as body

    raise typer.Exit(body(config, as_json, is_nice=nice))


@app.command()
def backup(
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
    nice: Annotated[bool, typer.Option("--nice", help="At low priority, as every night.")] = False,
) -> None:
    """A copy of everything learned, beside the database: whole and checked, also while the hub runs. Done every night."""
    from .commands.backup import backup as body

    raise typer.Exit(body(config, as_json, is_nice=nice))


@app.command()
def diagnostics(
    file: Annotated[Path, typer.Argument(help="Where to write it; a new file.")],
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """A file for somebody who is to help: health, versions, counts, the configuration; no names, no secrets."""
    from .commands.diagnostics import diagnostics as body

    raise typer.Exit(body(config, file, as_json))


@app.command("print")
def print_(
    what: Annotated[Printed, typer.Argument(help="acl: the access list for Mosquitto.")],
    residents: Annotated[
        str, typer.Option("--residents", help="The account that orders the hub, such as a phone's.")
    ] = "residents",
    seconds: Annotated[float, typer.Option(min=0.2, max=600, help="How long to listen for devices' announcements.")] = 4.0,
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """For other programs: the lines that let the hub and its residents say and hear what they need on the broker, no more."""
    match what:
        case Printed.ACL:
            from .commands.access_list import print_acl

            raise typer.Exit(print_acl(config, residents, seconds, as_json))


@app.command()
def page(
    what: Annotated[
        OfThePage | None, typer.Argument(help="token: a one-time code; password: a new one; sessions: who is signed in.")
    ] = None,
    person: Annotated[
        str | None, typer.Argument(help="Whose; without one it is the house's own, as for a tablet on the wall.")
    ] = None,
    end: Annotated[bool, typer.Option("--end", help="With sessions: ends them.")] = False,
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """The residents' page: where it is, and who may enter it."""
    from .commands.page import page as body

    raise typer.Exit(body(what, person, end, config, as_json))


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; what it returns is the exit status."""

    def body() -> int:
        app(arguments, standalone_mode=True)
        return 0

    try:
        return exit_status(body)
    except SystemExit as exit_:
        if exit_.code == WRONG_USE and (said := meant(sys.argv[1:] if arguments is None else arguments)):
            print(said, file=sys.stderr)
        return exit_.code if isinstance(exit_.code, int) else 1


if __name__ == "__main__":  # as well as python -m hub: a command that says nothing and exits 0 would pass for done
    from runpy import run_module

    run_module("hub", run_name="__main__")
