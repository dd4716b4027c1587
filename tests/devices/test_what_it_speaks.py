"""What the manual says the hub speaks is what there are families for, with blocks that can be pasted."""

import pytest
from ruamel.yaml import YAML

from devices.family import Family, families
from devices.vocabulary import Settings
from hub.config.references import reference

from .what_it_speaks import in_manual, table, tried_on

MUSIC = Settings(music={"calm": {"playlist": "Calm evening"}})


def test_the_manual_lists_what_the_families_say_of_themselves() -> None:
    assert in_manual() == table(), "python -m tests.devices.what_it_speaks --write"


@pytest.mark.parametrize("family", families(), ids=lambda family: f"{family.key}-{'-'.join(sorted(family.serves))}")
def test_a_family_has_a_title_and_a_block_that_can_be_pasted(family: Family) -> None:
    assert family.title
    use = next(use for use in ("device", "sensor", "presence", "outdoor") if use in family.serves)
    pasted = reference(use, YAML(typ="safe").load(family.example))
    assert (pasted.family, list(family.mistakes(pasted, MUSIC))) == (family.key, [])


@pytest.mark.parametrize("family", families(), ids=lambda family: f"{family.key}-{'-'.join(sorted(family.serves))}")
def test_every_family_was_tried_on_a_recorded_device(family: Family) -> None:
    assert tried_on(family)
