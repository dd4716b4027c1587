"""What the docstrings of the public learners show is what happens, and each has the same parts in the same order."""

import doctest
import sys
from itertools import pairwise
from typing import Any

import pytest

from models.learners import PreferenceClassifier, PreferenceRegressor, fit_prior

PUBLIC = [PreferenceRegressor, PreferenceClassifier, fit_prior]
PARTS = ("Parameters", "Examples", "References")


@pytest.mark.parametrize("public", PUBLIC, ids=lambda public: public.__name__)
def test_the_examples_do_what_they_show(public: Any) -> None:
    shown = doctest.DocTestFinder(recurse=False).find(public, public.__name__, module=sys.modules[public.__module__])
    assert sum(len(test.examples) for test in shown) >= 5
    runner = doctest.DocTestRunner()
    for test in shown:
        said: list[str] = []
        assert runner.run(test, out=said.append).failed == 0, "".join(said)


@pytest.mark.parametrize("public", PUBLIC, ids=lambda public: public.__name__)
def test_a_docstring_has_its_parts_in_one_order(public: Any) -> None:
    lines = (public.__doc__ or "").splitlines()
    heads = [above.strip() for above, below in pairwise(lines) if below.strip() and not below.strip(" -")]
    assert [head for head in heads if head in PARTS] == list(PARTS)
    assert set(heads) <= {*PARTS, "Attributes"}
