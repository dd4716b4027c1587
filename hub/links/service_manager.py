"""Systemd, where it started the hub with Type=notify: told that the hub is ready, what it does, and that it lives.

The protocol is a datagram to a socket named in the environment: sd_notify(3). Without it nothing is said to anybody.
"""

import contextlib
import logging
import os
import socket
from collections.abc import Iterator, MutableMapping

log = logging.getLogger(__name__)

LONG_WORK_S = 300.0  # the patience asked for before work that takes long: a backup, forgetting somebody


class ServiceManager:
    """environment: what the hub was started with; the protocol's names are taken out of it: no child is to speak for us."""

    def __init__(self, environment: MutableMapping[str, str] = os.environ) -> None:
        address = environment.pop("NOTIFY_SOCKET", "")
        every_us, process = environment.pop("WATCHDOG_USEC", ""), environment.pop("WATCHDOG_PID", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        is_ours = process in ("", str(os.getpid()))
        self._watchdog_us = int(every_us) if every_us.isdecimal() and is_ours else 0
        self._is_ready = False
        self._status = ""

    def ready(self) -> None:
        """The loop turns. Said once."""
        if not self._is_ready:
            self._is_ready = True
            self._say("READY=1")

    def beat(self) -> None:
        if self._watchdog_us:
            self._say("WATCHDOG=1")

    def status(self, words: str) -> None:
        """One line for ``systemctl status``."""
        if words != self._status:
            self._status = words
            self._say(f"STATUS={words}")

    def stopping(self) -> None:
        self._say("STOPPING=1")

    @contextlib.contextmanager
    def long_work(self) -> Iterator[None]:
        """What is done inside may keep the loop from beating for LONG_WORK_S."""
        if not self._watchdog_us:
            yield
            return
        self._say(f"WATCHDOG_USEC={int(LONG_WORK_S * 1_000_000)}\nWATCHDOG=1")
        try:
            yield
        finally:
            self._say(f"WATCHDOG_USEC={self._watchdog_us}\nWATCHDOG=1")

    def _say(self, words: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
                out.setblocking(False)
                out.sendto(words.encode(), self._address)
        except OSError as error:
            log.debug("systemd does not listen: %s", error)
