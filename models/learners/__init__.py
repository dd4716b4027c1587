"""The learners as scikit-learn estimators, which are only imported when asked for; their arithmetic is ``models.arithmetic``.

from models.learners import PreferenceClassifier, PreferenceRegressor, fit_prior
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .classifier import PreferenceClassifier as PreferenceClassifier
    from .donors import ChoicePrior as ChoicePrior
    from .donors import fit_prior as fit_prior
    from .regressor import PreferenceRegressor as PreferenceRegressor

_WHERE = {
    "PreferenceRegressor": "regressor",
    "PreferenceClassifier": "classifier",
    "ChoicePrior": "donors",
    "fit_prior": "donors",
}


def __getattr__(name: str) -> Any:
    """scikit-learn costs a second and 100 MiB; the daemon uses the arithmetic and never comes here."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_WHERE[name]}", __name__), name)
