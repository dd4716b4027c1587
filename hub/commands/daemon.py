"""``attune run`` by the shortest way: a hub runs for months, and nothing that only reads a command line stays in it.

What is not plainly one of its options (``--help``, a mistake) is left to the command line (``cli.py``), whose words they are.
"""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from devices.errors import DeviceError

from ..config.in_a_child import ChildReading
from ..config.mistakes import ConfigError
from ..errors import HubError

CONFIG = Path("config.yaml")
_ADDRESS = re.compile(r"(\[[0-9A-Fa-f:]+\]|[0-9A-Za-z.-]+):[0-9]{1,5}")
SUPERVISOR = "172.30.32.2"  # of every Home Assistant OS


class _NotPlain(Exception):
    """For the command line to say something about."""


class _PlainOptions(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _NotPlain(message)


def options(arguments: Sequence[str]) -> argparse.Namespace | None:
    """config, verbose, no_page, ingress, supervisor; None of what is no plain ``run``."""
    if arguments[:1] != ["run"]:
        return None
    parser = _PlainOptions(add_help=False, allow_abbrev=False)
    parser.add_argument("--config", "-c", type=Path, default=CONFIG)
    parser.add_argument("--verbose", "-v", action="store_true")
    parser.add_argument("--no-page", action="store_true")
    parser.add_argument("--ingress")
    parser.add_argument("--supervisor", default=SUPERVISOR)
    try:
        return parser.parse_args(arguments[1:])
    except _NotPlain:
        return None


def daemon(asked: argparse.Namespace) -> int:
    """Until it is told to end; its exit status."""
    if asked.ingress is not None and not _ADDRESS.fullmatch(asked.ingress):
        print(f"attune: --ingress {asked.ingress} is no address and port, such as 172.30.33.0:8099", file=sys.stderr)
        return 2

    def body() -> int:
        reading = ChildReading(asked.config)  # while what follows is imported
        from .run import Ingress, run

        ingress = None if asked.ingress is None else Ingress(asked.ingress, asked.supervisor)
        return run(asked.config, reading, asked.verbose, not asked.no_page, ingress)

    return exit_status(body)


def exit_status(body: Callable[[], int]) -> int:
    """What the body returns; 2 for a wrong configuration, 1 for what cannot be done, and it is said why."""
    try:
        return body()
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    except (HubError, DeviceError) as error:
        print(f"attune: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # before anything was started; once it is, that ends it as SIGTERM does
        return 1
