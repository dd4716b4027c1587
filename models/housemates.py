"""Borrowing from housemates: a person is the house and themselves. Exact, additive: leaving somebody out is not summing them.

    P_h = inv(ρS), P_v = inv((1-ρ)S); per housemate j the sums A_j = Σ w u x xᵀ/s2, b_j = Σ w u x y/s2
    Λ = P_h + Σ_j [P_v − P_v inv(P_v + A_j) P_v]      η = Σ_j P_v inv(P_v + A_j) (b_j − A_j m)
    the newcomer starts from N(m + inv(Λ) η, inv(Λ) + (1-ρ) S)

Source: learning.md, "The prior"; Lindley and Smith, JRSS B 34 (1972).
"""

from collections.abc import Sequence

import numpy as np

from .arithmetic.core import Belief

SHARED = 0.35  # ρ: how much of what people differ in, the house has in common

Evidence = tuple[np.ndarray, np.ndarray]  # A_j (p, p), b_j (p,)
Lent = tuple[np.ndarray, np.ndarray]  # the terms of Λ (p, p) and of η (p,) that are one housemate's


def lent(belief: Belief, evidence: Evidence) -> Lent:
    """What one of them lends to all others, until they learn something: the dear part of it, an inversion."""
    a, b = evidence
    own = belief.precision / (1.0 - SHARED)
    gain = own @ np.linalg.inv(own + a)
    return own - gain @ own, gain @ (b - a @ belief.mean)


def informed(belief: Belief, housemates: Sequence[Lent]) -> Belief:
    """Where somebody starts who lives with these people; ``belief`` itself, the very object, where nobody shares."""
    if not housemates:
        return belief
    precision, toward = belief.precision / SHARED, np.zeros(len(belief.mean))
    for more_precise, more_toward in housemates:
        precision, toward = precision + more_precise, toward + more_toward
    house = np.linalg.inv(precision)
    covariance = (house + house.T) / 2.0 + (1.0 - SHARED) * belief.covariance
    return Belief(belief.mean + house @ toward, covariance, belief.s2, belief.noise_rows)
