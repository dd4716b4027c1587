"""A bar for a terminal, while something takes longer than a person likes to look at nothing."""

import contextlib
from collections.abc import Callable


def progress_bar(opened: contextlib.ExitStack, called: str, total: float = 1.0) -> Callable[[float], None]:
    """On the error stream until ``opened`` ends, then gone. What is returned is told how much is done, of ``total``."""
    from rich.console import Console
    from rich.progress import Progress

    bar = opened.enter_context(Progress(console=Console(stderr=True), transient=True))
    task = bar.add_task(called, total=total)
    return lambda done: bar.update(task, completed=done)
