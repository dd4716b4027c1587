"""``attune train``: what the nightly job does, in a process of its own."""

import json
import os
from pathlib import Path

import typer

from hub.config.load import load
from hub.errors import NotPossible


def train(path: Path, as_json: bool, is_nice: bool = False) -> int:
    """Fits priors on the examples of people who agreed, keeps what is better on held-out days. Raises ConfigError, HubError."""
    if is_nice:
        os.nice(10)
    from hub.jobs.training import train as body

    config = load(path)
    if not config.storage.path.exists():
        raise NotPossible(f"there is nothing to learn from yet: {config.storage.path} is not there")
    report = body(config)
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return 0
    for kind, found in report["kinds"].items():
        typer.echo(f"{kind}: {found['words']}")
    typer.echo(f"{report['examples']} examples of {report['people']} people; {report['promoted']} priors promoted")
    return 0
