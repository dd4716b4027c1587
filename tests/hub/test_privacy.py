"""Consent: the configuration is the most, what a person says since can only narrow it."""

import pytest

from devices.vocabulary import OccupantId
from hub.privacy import DOMAINS, agreed, allowed, may_keep, people_in

ALL = frozenset(DOMAINS)
LIGHT = frozenset({"light"})
NONE: frozenset[str] = frozenset()
ANA, BEN, CEM = OccupantId("ana"), OccupantId("ben"), OccupantId("cem")


@pytest.mark.parametrize(
    ("configured", "narrowed", "learned"),
    [
        (ALL, None, ALL),
        (LIGHT, None, LIGHT),
        (NONE, None, NONE),
        (ALL, LIGHT, LIGHT),
        (ALL, NONE, NONE),
        (LIGHT, ALL, LIGHT),  # a person cannot be made to agree to more than the configuration says
        (NONE, ALL, NONE),
        (LIGHT, frozenset({"music"}), NONE),
    ],
)
def test_what_may_be_learned_is_what_both_allow(
    configured: frozenset[str], narrowed: frozenset[str] | None, learned: frozenset[str]
) -> None:
    assert {domain for domain in DOMAINS if allowed(configured, narrowed, domain)} == learned
    assert agreed(configured, narrowed) == bool(learned)


def test_a_domain_nobody_has_heard_of_is_not_allowed() -> None:
    assert not allowed(ALL, None, "weight")


def test_a_decision_is_kept_only_if_everybody_in_it_agreed() -> None:
    assert may_keep([ANA, BEN], {ANA: True, BEN: True})
    assert not may_keep([ANA, BEN], {ANA: True, BEN: False})
    assert not may_keep([ANA, CEM], {ANA: True})


def test_a_decision_about_nobody_is_not_kept() -> None:
    assert not may_keep([], {ANA: True})


def test_everybody_a_decision_is_about_is_found() -> None:
    document = {
        "occupants": ["ana"],
        "wishes": [{"for": ["ben"]}, {"device": "lamp"}],
        "evidence": [{"occupant": "cem"}, {"device": "lamp"}],
    }
    assert people_in(document) == {ANA, BEN, CEM}
    assert people_in({}) == frozenset()
