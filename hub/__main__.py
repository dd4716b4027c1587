"""``attune`` and ``python -m hub``."""

import os
import sys


def main() -> None:
    _have_usual_files()
    # One small solve at a time: more threads of the linear algebra library only stall the loop. Before numpy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from .commands.daemon import daemon, options

    asked = options(sys.argv[1:])
    if asked is not None:
        sys.exit(daemon(asked))
    from .cli import main as command_line

    sys.exit(command_line())


def _have_usual_files() -> None:
    """Whoever started us may have closed them (a cron job, a supervisor): nothing else may get their numbers, or what is
    meant for the terminal would be written into the database."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free
    sys.stdin = sys.stdin or os.fdopen(0, closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)


if __name__ == "__main__":
    main()
