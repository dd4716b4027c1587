"""``attune`` and ``python -m hub``."""

import os
import sys


def main() -> None:
    # One small solve at a time: more threads of the linear algebra library only stall the loop. Before numpy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from .commands.daemon import daemon, options

    asked = options(sys.argv[1:])
    if asked is not None:
        sys.exit(daemon(asked))
    from .cli import main as command_line

    sys.exit(command_line())


if __name__ == "__main__":
    main()
