"""Players that speak through a bridge or a server of their own: Sonos, Kodi, Chromecast, Snapcast. No origin anywhere."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.event import Reported
from devices.families.snapcast import Room, events, wishes_of
from devices.vocabulary import SILENCE, Value

from .device import Manner, Simulated, Word
from .linked import Linked

SPEAKER = Manner(echo=None, acts=(0.05, 0.5), confirms=(0.05, 1.0), repeats=(300.0, 1200.0))
SERVED = Manner(echo=None, acts=(0.01, 0.1), confirms=(0.1, 0.3), repeats=(20.0, 60.0))
_URIS = {"radio": "http://radio.example/stream", "news": "http://radio.example/news"}


class _Speaker(Simulated):
    def __post_init__(self) -> None:
        self.grains = {"volume": 0.01}
        self.ranges = {"volume": (0.0, 1.0)}
        super().__post_init__()
        self.wishes = tuple(_URIS)

    @property
    def percent(self) -> int:
        return round(float(self.cache["volume"][0]) * 100)


@dataclass
class Sonos(_Speaker):
    """sonos2mqtt: one retained JSON of everything, on every change and again while a stream is being opened."""

    family = "sonos"
    tells_absence = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.uuid = f"RINCON_000E58{sum(map(ord, self.id)):010d}"

    def block(self) -> Mapping[str, Any]:
        return {"sonos": self.uuid, "id": self.id}

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        wish = str(values["music"])
        if "music" in changed and wish != SILENCE and not self.is_by_the_clock:
            yield self._state(values, "STOPPED", wish)
            yield self._state(values, "TRANSITIONING", wish)
        yield self._state(values, "STOPPED" if wish == SILENCE else "PLAYING", wish)

    def _state(self, values: Mapping[str, Value], transport: str, wish: str) -> Word:
        track = {} if wish == SILENCE else {"TrackUri": _URIS[wish].replace("http:", "x-rincon-mp3radio:")}
        said = {
            "uuid": self.uuid, "name": self.id, "groupName": self.id, "currentTrack": track, "transportState": transport,
            "volume": {"Master": round(float(values["volume"]) * 100), "LF": 100, "RF": 100}, "mute": {"Master": False},
        }  # fmt: skip
        return Word(f"sonos/{self.uuid}", json.dumps(said).encode(), frozenset(values))

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        if topic != f"sonos/{self.uuid}/control":
            return None
        told = json.loads(payload)
        match told["command"]:
            case "volume":
                return {"volume": told["input"] / 100}, 0.0
            case "stop":
                return {"music": SILENCE}, 0.0
            case "setavtransporturi":
                return {"music": next(w for w, uri in _URIS.items() if uri == told["input"])}, 0.0
        return None  # play, unmute: nothing of their own here

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        if "volume" in values:
            told: dict[str, Any] = {"command": "volume", "input": round(float(values["volume"]) * 100)}
        elif values["music"] == SILENCE:
            told = {"command": "stop"}
        else:
            told = {"command": "setavtransporturi", "input": _URIS[str(values["music"])]}
        yield f"sonos/{self.uuid}/control", json.dumps(told).encode()


@dataclass
class Kodi(Simulated):
    """kodi2mqtt: whether something plays, and which file; no volume."""

    family = "kodi"
    tells_absence = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.wishes = tuple(_URIS)

    def block(self) -> Mapping[str, Any]:
        return {"kodi": self.id, "id": self.id}

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        wish, music = str(values["music"]), frozenset({"music"})
        stopped = {"val": 0, "kodi_state": "stopped", "kodi_playbackdetails": None, "kodi_playertype": "audio"}
        if wish == SILENCE or not self.is_by_the_clock:
            yield Word(f"{self.id}/status/playbackstate", json.dumps(stopped).encode(), music)
        if wish == SILENCE:
            return
        playing = {"val": 1, "kodi_playbackdetails": {"speed": 1}, "kodi_playertype": "audio", "kodi_state": "started"}
        title = {"val": wish, "kodi_details": {"file": _URIS[wish], "type": "song"}}
        yield Word(f"{self.id}/status/playbackstate", json.dumps(playing).encode(), music)
        yield Word(f"{self.id}/status/title", json.dumps(title).encode(), music)

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        match topic.removeprefix(f"{self.id}/command/"):
            case "playbackstate":
                return {"music": SILENCE}, 0.0
            case "play":
                return {"music": next(w for w, uri in _URIS.items() if uri == payload.decode())}, 0.0
        return None

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        if values["music"] == SILENCE:
            yield f"{self.id}/command/playbackstate", b"stop"
        else:
            yield f"{self.id}/command/play", _URIS[str(values["music"])].encode()


@dataclass
class Chromecast(_Speaker):
    """chromecast-mqtt-connector: one topic for each thing, only of what changed."""

    family = "chromecast"

    def block(self) -> Mapping[str, Any]:
        return {"chromecast": self.id, "id": self.id}

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        base, wish, music = f"chromecast/{self.id}", str(values["music"]), frozenset({"music"})
        if "volume" in changed:
            yield Word(f"{base}/volume_level", str(round(float(values["volume"]) * 100)).encode(), frozenset({"volume"}))
        if "music" not in changed:
            return
        if wish == SILENCE:
            yield Word(f"{base}/player_state", b"IDLE", music)
            yield Word(f"{base}/media/content_url", b"", music)
            return
        if not self.is_by_the_clock:
            yield Word(f"{base}/player_state", b"IDLE", music)  # what played before has ended
        yield Word(f"{base}/media/content_url", _URIS[wish].encode(), music)
        yield Word(f"{base}/player_state", b"BUFFERING", music)
        yield Word(f"{base}/player_state", b"PLAYING", music)

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        told = payload.decode()
        match topic.removeprefix(f"chromecast/{self.id}/command/"):
            case "volume_level":
                return {"volume": int(told) / 100}, 0.0
            case "player_state" if told == "STOP":
                return {"music": SILENCE}, 0.0
            case "player_state":
                url = json.loads(told)[0] if told.startswith("[") else told
                return {"music": next(w for w, uri in _URIS.items() if uri == url)}, 0.0
        return None

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        base = f"chromecast/{self.id}/command"
        if "volume" in values:
            yield f"{base}/volume_level", str(round(float(values["volume"]) * 100)).encode()
        else:
            yield f"{base}/player_state", b"STOP" if values["music"] == SILENCE else _URIS[str(values["music"])].encode()

    def reach(self, online: bool) -> Iterable[Word]:
        yield Word(f"chromecast/{self.id}/connection_status", b"CONNECTED" if online else b"DISCONNECTED", frozenset(), True)


class Snapcast(Linked):
    """A client of a Snapserver, whose status is read anew whenever something is announced."""

    family = "snapcast"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.wishes = ("garden", "attic")

    def block(self) -> Mapping[str, Any]:
        return {"snapcast": self.id, "id": self.id}

    def read(self, values: Mapping[str, Value]) -> tuple[Reported, ...]:
        """From the server's status."""
        device, wish = self.device(self.id), str(values["music"])
        streams = tuple(wishes_of(device).values())
        stream = wishes_of(device).get(wish, streams[0])
        percent = round(float(self.cache["volume"][0]) * 100)
        room = Room(self.id, True, percent, wish == SILENCE, "g", False, 0, stream, False, streams)
        return tuple(events(device, room, False, self.told, self.moment(), snapshot=not self.is_connected))
