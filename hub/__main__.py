"""``attune`` and ``python -m hub``."""

import sys


def main() -> None:
    from .cli import main as command_line

    sys.exit(command_line())


if __name__ == "__main__":
    main()
