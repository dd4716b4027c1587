"""The file read and checked in a process of its own, which hands over plain values: the libraries that check end with it.

``python -m hub.config.in_a_child FILE`` is that process. It costs a third of a second, beside whatever else is begun meanwhile.
"""

import io
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

from ..errors import HubError
from .document import Hidden
from .mistakes import ConfigError, Mistake
from .model import Config

Read = tuple[Config, list[Mistake]]


class ChildReading:
    """Begins to read at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        command = [sys.executable, "-m", __name__, str(path)]
        self._child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def wait(self) -> Read:
        """The configuration, and what will run but probably was not meant. Raises ConfigError with every mistake at once."""
        told, words = self._child.communicate()
        if self._child.returncode:
            last = words.decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise HubError(f"{self._path} could not be read ({last or self._child.returncode})")
        found: Read | tuple[Mistake, ...] = pickle.loads(told)  # noqa: S301 - of our own process, through its own pipe
        match found:
            case (Config() as config, list() as cautions):
                return config, cautions
            case mistakes:
                raise ConfigError(mistakes)


class _PlainPickler(pickle.Pickler):
    """The file's own kinds of text, lists and blocks know where they stood. What is handed over are Python's, but for the text
    that no message may show."""

    def reducer_override(self, value: Any) -> Any:
        match value:
            case Hidden():
                return NotImplemented
            case str():
                return str, (str.__str__(value),)
            case dict():
                return dict, (list(value.items()),)
            case list():
                return list, (value[:],)
            case _:
                return NotImplemented


def main(path: Path) -> None:
    from .load import load_with_cautions

    try:
        found: Read | tuple[Mistake, ...] = load_with_cautions(path)
    except ConfigError as error:
        found = error.mistakes
    told = io.BytesIO()
    _PlainPickler(told).dump(found)
    sys.stdout.buffer.write(told.getvalue())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
