"""Rules lived through the running program."""

from benchmarks.rules_lived import RULES, counted, lines_of, moments

THURSDAY = 3


def test_music_that_hangs_on_one_day_among_mixed_ones_comes_by_itself_on_that_day() -> None:
    """It was never acted on: what it guessed wrong on the other days, little sure of it, took that away."""
    rule, lived = RULES["jazz on Thursdays, else one of two by chance"], moments(42, home=2)
    visits = list(zip(lived, counted(lines_of(rule, lived, home=2), lived), strict=True))
    thursdays = [free for moment, (free, _, _) in visits if moment.day == THURSDAY]
    assert len(thursdays) == 18
    assert not any(thursdays[:4])  # nobody can know it before
    assert sum(thursdays[9:]) >= 4
    put_right = [wrong for moment, (_, _, wrong) in visits if moment.day != THURSDAY]
    assert sum(put_right) <= 0.05 * len(put_right)
