"""What an announced entity is called, and by which of its names the configuration may mean it."""

import re
import unicodedata

from ..text import shown
from .payload import AnnouncedEntity

_LONGEST = 250
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


def stable_id(entity: AnnouncedEntity) -> str:
    """The announcement's ``unique_id``, else where it was announced."""
    unique = entity.config.get("unique_id")
    if isinstance(unique, str | int) and not isinstance(unique, bool) and str(unique).strip():
        return shown(str(unique), _LONGEST)
    return shown("/".join(part for part in (entity.component, entity.node, entity.key) if part), _LONGEST)


def full_name(entity: AnnouncedEntity) -> str:
    """The device's name and the entity's, as Home Assistant shows them; the ids where there are none."""
    own, device = entity.config.get("name"), entity.device.get("name")
    parts = [part.strip() for part in (device, own) if isinstance(part, str) and part.strip()]
    if len(parts) == 2 and parts[1].lower().startswith(parts[0].lower()):
        parts = parts[1:]  # older bridges write the device's name into the entity's
    return shown(" ".join(parts) or (entity.text("object_id") or entity.key), _LONGEST)


def area(entity: AnnouncedEntity) -> str:
    given = entity.device.get("suggested_area")
    return shown(given, 100) if isinstance(given, str) else ""


def names(entity: AnnouncedEntity, is_read: bool) -> frozenset[str]:
    """Every way the configuration may call it. is_read: whether it is of a component people would mean by a bare name."""
    found = {stable_id(entity)}
    own = entity.text("object_id")
    default = entity.text("default_entity_id")
    bare = {own, default.rpartition(".")[2]} - {""}
    # Bridges announce below a node of theirs ("0x00158d…/light"): there the last part names nothing by itself.
    if not entity.node or not bare:
        bare.add(entity.key)
    if entity.node:
        found.add(f"{entity.node}/{entity.key}")
    name, device = entity.config.get("name"), entity.device.get("name")
    said = {full_name(entity)}
    if isinstance(name, str) and name:
        said.add(name)
    elif isinstance(device, str):
        said.add(device)  # the device's main entity
    bare |= {_as_entity_id(full_name(entity))} - {""}
    found |= {f"{entity.component}.{word}" for word in bare}
    if default:
        found.add(default)
    if is_read:
        found |= bare | said
    return frozenset(word[:_LONGEST] for word in found if word)


def _as_entity_id(name: str) -> str:
    """As Home Assistant makes entity ids of names: without accents, small, with underscores."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return _NOT_PLAIN.sub("_", plain.lower()).strip("_")
