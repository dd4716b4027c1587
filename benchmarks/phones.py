"""Ten phones with the page open: each loads Home and all it needs over and over, and what its stream says has changed.

    python -m benchmarks.phones CONFIG EVERY_S COUNT

A process of its own, as phones are no work of the server's. On SIGTERM it tells in one line of JSON what they were given.
"""

import asyncio
import json
import re
import secrets
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from hub.api.console import ask
from hub.config.load import load
from hub.web.door import COOKIE, secret_hash

FILES = ("/static/attune.css", "/static/vendor/htmx-4.0.1.min.js", "/static/vendor/hx-sse-4.0.1.min.js")
PARTS = re.compile(r'id="(?:room-([\w-]+)|top)"[^>]*hx-get="([^"]+)"')


class Phones:
    """first_s: until an answer's first byte, of every request but streams. largest: bytes of an answer, head and all."""

    def __init__(self, port: int, every_s: float) -> None:
        self._port, self._every_s = port, every_s
        self.answers: Counter[str] = Counter()
        self.first_s: list[float] = []
        self.largest: Counter[str] = Counter()
        self._tags: dict[tuple[str, str], str] = {}

    async def go_on(self, cookie: str, begins_s: float) -> None:
        """For ever. begins_s: not all at the same moment."""
        await asyncio.sleep(begins_s)
        while True:
            page = await self._get("/", cookie)
            for file in FILES:
                await self._get(file, cookie)
            parts = {f"room-{room}" if room else "house": path for room, path in PARTS.findall(page)}
            try:
                await asyncio.wait_for(self._listen(cookie, parts), self._every_s)
            except TimeoutError:
                continue

    async def _listen(self, cookie: str, parts: dict[str, str]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(self._head("/events", cookie))
            while line := await reader.readline():
                name = line.decode().removeprefix("event: ").strip()
                if name in parts:
                    await self._get(parts[name], cookie)
        finally:
            writer.close()

    async def _get(self, path: str, cookie: str) -> str:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            began = time.perf_counter()
            writer.write(self._head(path, cookie))
            first = await reader.read(1)
            self.first_s.append(time.perf_counter() - began)
            answer = first + await reader.read()
        finally:
            writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        status = head.partition(b" ")[2][:3].decode()
        self.answers[status] += 1
        kind = "/parts" if path.startswith("/parts") else path
        self.largest[kind] = max(self.largest[kind], len(answer))
        tag = re.search(rb"(?i)\netag: (\S+)", head)
        if tag:
            self._tags[cookie, path] = tag[1].decode()
        return body.decode("utf-8", "replace")

    def _head(self, path: str, cookie: str) -> bytes:
        known = self._tags.get((cookie, path))
        had = f"If-None-Match: {known}\r\n" if known else ""
        host = f"127.0.0.1:{self._port}"
        return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n{had}Connection: close\r\n\r\n".encode()

    def told(self) -> str:
        ordered = sorted(self.first_s)
        share = {
            name: ordered[int(part * (len(ordered) - 1))] * 1000.0
            for name, part in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
        }
        firsts = {name: round(ms, 1) for name, ms in share.items()} if ordered else {}
        return json.dumps({"answers": self.answers, "first_byte_ms": firsts, "largest_bytes": self.largest})


def signed_in(database: Path, count: int) -> list[str]:
    """A cookie for each, as a browser has it."""
    secret = [secrets.token_urlsafe(32) for _ in range(count)]
    for one in secret:
        ask(database, "page_signed_in", person="ana", phone=True, session=secret_hash(one), device="a phone")
    return [f"{COOKIE}={one}" for one in secret]


async def main(port: int, every_s: float, cookies: list[str]) -> None:
    phones, ended = Phones(port, every_s), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    going = [asyncio.create_task(phones.go_on(one, number / len(cookies))) for number, one in enumerate(cookies)]
    await ended.wait()
    for one in going:
        one.cancel()
    await asyncio.gather(*going, return_exceptions=True)
    print(phones.told(), flush=True)


if __name__ == "__main__":
    home = load(Path(sys.argv[1]))
    there = signed_in(home.storage.path, int(sys.argv[3]))
    asyncio.run(main(int(home.page.listen.rpartition(":")[2]), float(sys.argv[2]), there))
