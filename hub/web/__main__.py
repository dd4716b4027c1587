"""``python -m hub.web``: the page on a socket that is listening already, started by ``attune run`` when somebody knocks."""

import argparse
import contextlib
import logging
import os
import sys
from pathlib import Path

from .serve import Serving, serve


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m hub.web")
    parser.add_argument("--fd", type=int, required=True, help="the listening socket")
    parser.add_argument("--heart", type=int, help="a pipe for its heartbeat")
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--idle", type=float, default=600.0, help="seconds without a request after which it ends")
    parser.add_argument("--certificate", type=Path)
    parser.add_argument("--key", type=Path)
    parser.add_argument("--config", type=Path, help="what residents change; without it nothing of it is changed here")
    parser.add_argument("--supervisor", default="", help="the only address let in, which says who asks")
    given = parser.parse_args()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    with contextlib.suppress(OSError):
        os.nice(5)  # lights go before pages
    files = (given.certificate, given.key)
    serve(given.fd, Serving(given.database, given.idle, *files, given.supervisor, given.config, given.heart))


if __name__ == "__main__":
    main()
