"""The outdoor temperature on a plain topic: the topic family, where a block that names no quantity means the temperature."""

from collections.abc import Sequence
from dataclasses import replace

from ..family import Family
from ..vocabulary import Device, Reference, Settings
from . import topic
from .topic.block import read_block


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The sensor as its block describes it; None when nothing in it can be used."""
    return topic.device_of(reference, settings, usual="temperature")


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    return read_block(reference, settings, usual="temperature").mistakes


FAMILY: Family = replace(
    topic.FAMILY,
    serves=frozenset({"outdoor"}),
    example="{topic: home/outdoor/temperature}",
    from_reference=from_reference,
    mistakes=mistakes,
)
