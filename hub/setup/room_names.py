"""Which room a device is in, by what it is called, where nobody has said: Kitchen Lights → kitchen. A guess, shown as one."""

import re
import unicodedata
from collections.abc import Mapping

# Id → words a device's name holds when it is there, the most particular rooms first.
_WORDS: dict[str, tuple[str, ...]] = {
    "living_room": ("living room", "livingroom", "lounge", "woonkamer", "wohnzimmer", "salon", "sala"),
    "dining_room": ("dining room", "dining", "eetkamer", "esszimmer"),
    "guest_room": ("guest room", "guest", "logeerkamer", "gästezimmer"),
    "kids_room": ("kids room", "kids", "children", "nursery", "kinderkamer", "kinderzimmer"),
    "bedroom": ("bedroom", "bed room", "bed", "slaapkamer", "schlafzimmer", "chambre", "dormitorio"),
    "bathroom": ("bathroom", "bath", "shower", "badkamer", "badezimmer", "bad", "salle de bain"),
    "toilet": ("toilet", "wc", "restroom"),
    "kitchen": ("kitchen", "keuken", "küche", "cuisine", "cocina"),
    "study": ("study", "office", "work room", "studeerkamer", "werkkamer", "arbeitszimmer", "büro", "bureau"),
    "hall": ("hallway", "hall", "entrance", "corridor", "stairs", "landing", "gang", "flur", "diele", "treppe", "entree"),
    "laundry": ("laundry", "utility room", "bijkeuken", "waschküche"),
    "attic": ("attic", "loft", "zolder", "dachboden"),
    "basement": ("basement", "cellar", "kelder", "keller"),
    "garage": ("garage",),
    "garden": ("garden", "terrace", "patio", "balcony", "tuin", "garten", "terrasse", "balkon", "porch"),
}


def slug(text: str) -> str:
    """A name as an id of the configuration: small letters, digits and _; empty where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:64]


def room_of(name: str, rooms: Mapping[str, str]) -> str:
    """The id of the room a device's name speaks of: one of ``rooms`` (id → name) first, else a common one; empty for none."""
    words = f" {_folded(name)} "
    own = sorted(rooms.items(), key=lambda room: -len(room[1]))
    for room, called in own:
        if f" {_folded(called)} " in words or f" {_folded(room)} " in words:
            return room
    for room, known in _WORDS.items():
        if any(f" {word} " in words for word in known):
            return next((own_id for own_id, called in own if _folded(called) in known), room)
    return ""


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
