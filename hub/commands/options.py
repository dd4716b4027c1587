"""What every command takes."""

from pathlib import Path
from typing import Annotated

import typer

ConfigOption = Annotated[Path, typer.Option("--config", "-c", help="The configuration file.", show_default=True)]
JsonOption = Annotated[bool, typer.Option("--json", help="For programs: JSON on standard output.")]
CONFIG = Path("config.yaml")
