"""What can be played on a Sonos through sonos2mqtt, how it is told, and how it is known again in what the speaker says.

Sonos writes an address in its own way: ``spotify:track:1`` plays as ``x-sonos-spotify:spotify:track:1?sid=9&flags=8224``,
an album's or playlist's stands percent-encoded in the id of what was put into the queue.
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from ...vocabulary import Device

Tune = Mapping[str, str]
Step = tuple[str, object]  # a command of sonos2mqtt and its input; None for none

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:\S", re.IGNORECASE)
# Containers go into the queue; anything else is played by itself.
_CONTAINERS = re.compile(
    r"(?:spotify|deezer):(?:album|playlist|user|artistTopTracks):"
    r"|sonos:playlist:|x-rincon-(?:cpcontainer|playlist):|file:///jffs/settings/savedqueues\.rsq#",
    re.IGNORECASE,
)
_INPUTS = {  # input → command, beginning of the address it plays under
    "tv": ("switchtotv", "x-sonos-htastream:"),
    "line-in": ("switchtoline", "x-rincon-stream:"),
}
_SPELT = {"tv": "tv", "line-in": "line-in", "line in": "line-in", "linein": "line-in", "line": "line-in"}
_STREAM = re.compile(r"^(?:x-rincon-mp3radio|aac|hls-radio|hls-static|https?)://", re.IGNORECASE)
_STATION = re.compile(r"(?:radio:|x-sonosapi-stream:)(s\d+)(?![0-9a-z])", re.IGNORECASE)
_SAVED = re.compile(r"(?:sonos:playlist:|savedqueues\.rsq#|^SQ:)(\d+)(?![0-9])", re.IGNORECASE)


def wishes_of(device: Device) -> Mapping[str, Tune]:
    """Wish → what is played for it."""
    trait = device.traits.get("music")
    return trait.wire if trait is not None and isinstance(trait.wire, Mapping) else {}


def unplayable(tune: Tune) -> str:
    """Why it cannot play this, or empty."""
    if tune.get("source"):
        known = _SPELT.get(tune["source"].strip().casefold())
        return "" if known else "a Sonos has the inputs TV and Line-in"
    address = address_of(tune)
    if not address:
        return "a Sonos takes url, uri, the address of a playlist, or source: TV or Line-in"
    if not _SCHEME.match(address):
        return "sonos2mqtt knows playlists by address only: sonos:playlist:7 or spotify:playlist:…"
    return ""


def address_of(tune: Tune) -> str:
    return tune.get("playlist") or tune.get("url") or tune.get("uri") or ""


def is_told(tune: Tune) -> bool:
    """Whether the speaker is sure to say what was played: single things by their own address, lists not always."""
    return bool(tune.get("source")) or not _CONTAINERS.match(address_of(tune))


def steps(tune: Tune) -> tuple[Step, ...]:
    """The commands that play it, in order. What is new takes the place of what was in the queue."""
    if tune.get("source"):
        return (_INPUTS[_SPELT[tune["source"].strip().casefold()]][0], None), ("play", None)
    address = address_of(tune)
    if _CONTAINERS.match(address):
        return ("clearqueue", None), ("queue", address), ("switchtoqueue", None), ("play", None)
    return ("setavtransporturi", address), ("play", None)


def wish_of(said: Iterable[str], wishes: Mapping[str, Tune]) -> str | None:
    """The wish the first of these addresses or ids stands for that stands for any."""
    texts = (unquote(text) for text in said if text)
    return next((wish for text in texts for wish, tune in wishes.items() if _is(tune, text)), None)


def _is(tune: Tune, text: str) -> bool:
    if tune.get("source"):
        known = _SPELT.get(tune["source"].strip().casefold())
        return known is not None and text.startswith(_INPUTS[known][1])
    address = unquote(address_of(tune))
    if not address:
        return False
    for pattern in (_STATION, _SAVED):
        ours = pattern.search(address)
        if ours is not None:
            theirs = pattern.search(text)
            return theirs is not None and theirs[1].casefold() == ours[1].casefold()
    if _STREAM.match(address):
        return bool(_STREAM.match(text)) and _STREAM.sub("", text) == _STREAM.sub("", address)
    # Behind it Sonos puts its service's own words, before it the kind of thing.
    return re.search(rf"(?:^|:|[0-9a-f]){re.escape(address)}(?:$|[?&#])", text) is not None
