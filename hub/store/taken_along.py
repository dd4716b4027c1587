"""A copy of a home's database to try something on, with the priors that lie beside it. The home's own is only read."""

import contextlib
import shutil
from pathlib import Path

from ..errors import StoreFailed
from .connection import UNREADABLE, connected, copied, read_only
from .database import refuse_strangers
from .priors import priors_path


def take_along(database: Path, target: Path) -> None:
    """May be done while the hub runs. Raises StoreFailed where there is nothing that can be read."""
    if not database.is_file():
        raise StoreFailed(f"there is no database {database}")
    refuse_strangers(database)
    try:
        with contextlib.closing(connected(read_only(database))) as source:
            copied(source, target).close()
        if priors_path(database).is_file():
            shutil.copyfile(priors_path(database), priors_path(target))
    except (*UNREADABLE, OSError) as error:
        raise StoreFailed(f"{database} cannot be read: {error}") from error
