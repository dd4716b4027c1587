"""Other people's Jinja templates: why one cannot be used, and what one makes of a message. How they are kept within bounds
stands in ``sandbox.py``.

Jinja is imported when a bridge announces the first template: many homes have none, and it takes 4 MiB.
"""

from collections.abc import Mapping
from typing import Any

from .template_failed import TemplateFailed


def why_not(source: str) -> str:
    """Why a template cannot be used, or empty. Compiles it; about a millisecond the first time."""
    from .sandbox import compiled

    found = compiled(source)
    return found.reason if isinstance(found, TemplateFailed) else ""


def rendered(source: str, variables: Mapping[str, Any]) -> str | None:
    """What a template makes, stripped; None when what it asks for is not in the message. Cost: about 10 µs.

    Raises TemplateFailed for an error in it, or when it does or makes too much.
    """
    from .sandbox import compiled, run

    template = compiled(source)
    if isinstance(template, TemplateFailed):
        raise template
    return run(template, variables)
