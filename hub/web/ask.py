"""The page's side of the hub's socket: orders and questions are the command line's verbs, with less patience."""

import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from hub.api.console import ask as ask_hub

from ..errors import NotPossible

PATIENCE_S = 10.0  # of a hub that answers at all: on a busy machine it takes its time
FORGETTING_S = 75.0  # also exporting: both read everything
STALE_S = 5.0  # without a word of the hub for so long it is asked anew


class Hub:
    """What the hub says, each thing asked once for all readers until something has changed."""

    def __init__(self, database: Path, config: Path | None = None) -> None:
        """config: the file residents change; None: none of it is changed here."""
        self.database, self.config = database, config
        self.number = 0  # of the last change heard of
        self._all = 0  # of the last of them that may have been of anything: the configuration, or an order from here
        self._known: dict[str, tuple[int, float, dict[str, Any]]] = {}

    def ask(self, command: str, within_s: float = PATIENCE_S, **arguments: Any) -> dict[str, Any]:
        """Raises NotPossible; code ``not_running`` where no hub answers."""
        answer = ask_hub(self.database, command, within_s=within_s, **arguments)
        if answer is None:
            raise NotPossible("the hub is not running", "not_running")
        return answer

    def now(self) -> dict[str, Any]:
        """The whole house, as the hub's ``now``."""
        return self._once("now", self.number)

    def household(self) -> dict[str, Any]:
        """Who lives here and which rooms there are."""
        return self._once("household", self._all)

    def changes(self) -> list[dict[str, Any]]:
        """Habits that have changed, of everybody; who may see which is the screens' to say."""
        found: list[dict[str, Any]] = self._once("changes", self._all)["changes"]
        return found

    def resting(self) -> list[dict[str, Any]]:
        """What is not suggested for now or any more, of everybody; who may see which is the screens' to say."""
        found: list[dict[str, Any]] = self._once("suggestions", self.number)["resting"]
        return found

    def changed(self, names: Collection[str] = ("all",)) -> None:
        """Something is otherwise now; what is known of it is asked anew. names: as the hub tells them.

        What goes on in the house says nothing new of who lives there: asking that as well each time would keep the hub from
        whoever comes in.
        """
        self.number += 1
        if "all" in names:
            self._all = self.number

    def forget(self) -> None:
        """Somebody is forgotten: what was told of them is not here either."""
        self._known.clear()
        self.changed()

    def known(self, command: str) -> dict[str, Any] | None:
        """What it said last, however long ago; None when it has not been asked."""
        found = self._known.get(command)
        return None if found is None else found[2]

    def _once(self, command: str, number: int) -> dict[str, Any]:
        """number: of the last change that may have been of it."""
        known, mono = self._known.get(command), time.monotonic()
        if known is None or known[0] != number or mono - known[1] > STALE_S:
            known = self._known[command] = (number, mono, self.ask(command))
        return known[2]
