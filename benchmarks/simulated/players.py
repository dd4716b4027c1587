"""Mopidy as Mopiqtt tells it, and MPD on a link of its own: no origin anywhere, several words for one change."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.event import Reported
from devices.families.mpd import Playing, events
from devices.vocabulary import SILENCE, Value

from .device import Manner, Simulated, Word
from .linked import Linked

URIS = {"radio": "http://radio.example/stream", "rain": "file:///srv/rain.ogg"}
PLAYER = Manner(echo=None, acts=(0.02, 0.4), confirms=(0.02, 0.6), repeats=(200.0, 900.0))


@dataclass
class Mopidy(Simulated):
    family = "mopidy"
    tells_absence = False

    def __post_init__(self) -> None:
        self.grains = {"volume": 0.01}
        self.ranges = {"volume": (0.0, 1.0)}
        super().__post_init__()
        self.wishes = tuple(URIS)

    def block(self) -> Mapping[str, Any]:
        return {"mopidy": self.id, "id": self.id}

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        music = frozenset({"music"})
        if "volume" in changed:
            yield Word(f"{self.id}/stat/vol", str(round(float(values["volume"]) * 100)).encode(), frozenset({"volume"}))
        if "music" not in changed:
            return
        wish = str(values["music"])
        if wish == SILENCE:
            yield Word(f"{self.id}/stat/plstate", b"stopped", music)
            return
        listed = json.dumps([{"name": wish, "uri": URIS[wish]}]).encode()
        yield Word(f"{self.id}/stat/trklist", b"[]", music)
        yield Word(f"{self.id}/stat/trklist", listed, music)
        yield Word(f"{self.id}/stat/trklist", listed, music)
        yield Word(f"{self.id}/stat/plstate", b"playing", music)
        yield Word(f"{self.id}/stat/trk", b"a.ogg;;", music)
        yield Word(f"{self.id}/stat/trk_uri", URIS[wish].encode(), music)

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        told = payload.decode()
        match topic.removeprefix(f"{self.id}/cmnd/"):
            case "vol":
                return {"volume": int(told.removeprefix("=")) / 100}, 0.0
            case "plb":
                return {"music": SILENCE}, 0.0
            case "pstream":
                return {"music": next(w for w, uri in URIS.items() if uri == told)}, 0.0
        return None

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        if "volume" in values:
            yield f"{self.id}/cmnd/vol", f"={round(float(values['volume']) * 100)}".encode()
        elif values["music"] == SILENCE:
            yield f"{self.id}/cmnd/plb", b"stop"
        else:
            yield f"{self.id}/cmnd/pstream", URIS[str(values["music"])].encode()


class Mpd(Linked):
    family = "mpd"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.wishes = ("calm", *URIS)

    def block(self) -> Mapping[str, Any]:
        return {"mpd": "127.0.0.1:6600", "id": self.id}

    def read(self, values: Mapping[str, Value]) -> tuple[Reported, ...]:
        """From MPD's status and queue."""
        lists = {"calm": ("a.ogg", "b.ogg")}
        wish = str(values["music"])
        queue = () if wish == SILENCE else lists.get(wish, (URIS.get(wish, ""),))
        playing = Playing("stop" if wish == SILENCE else "play", round(float(values["volume"]) * 100), queue)
        return tuple(events(self.device(self.id), playing, lists, self.told, self.moment(), snapshot=not self.is_connected))
