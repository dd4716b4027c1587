"""What was believed of a person stands as before where a habit of theirs has changed, and only there."""

from models.another_habit import ONE_CHANGE_D, Unshaken


def told(*choices: tuple[str, float, float, bool]) -> list[tuple[str, bool]]:
    """Of choices (part of the day, day, how surely something else was foretold, chosen so the last time): what is believed
    after each, where every contradiction shakes it."""
    unshaken, stands, found = Unshaken[str](), "calm", list[tuple[str, bool]]()
    for part, day, against, is_again in choices:
        stands, is_change = unshaken.after(part, day, against, is_again, stands)
        found.append((stands, is_change))
        stands = stands if not against or is_change else "shaken"
    return found


def test_what_is_chosen_again_puts_back_what_stood() -> None:
    assert told(("evening", 1.0, 0.9, False), ("evening", 2.0, 0.6, True)) == [("calm", False), ("calm", True)]


def test_it_waits_until_every_part_of_the_day_came_again() -> None:
    first = ("morning", 1.0, 0.9, False), ("evening", 1.5, 0.6, False)
    assert told(*first, ("morning", 2.0, 0.5, True))[-1] == ("shaken", True)
    assert told(*first, ("morning", 2.0, 0.5, True), ("evening", 2.5, 0.0, True))[-1] == ("calm", True)
    assert told(*first, ("morning", 2.0, 0.5, True), ("evening", 2.5, 0.0, False))[-1] == ("calm", False)  # as before: a slip


def test_a_slip_puts_nothing_back() -> None:
    assert told(("evening", 1.0, 0.9, False), ("evening", 2.0, 0.0, False))[-1] == ("shaken", False)


def test_what_was_foretold_by_nobody_surely_was_no_habit() -> None:
    assert told(("evening", 1.0, 0.6, False), ("evening", 2.0, 0.6, True))[-1] == ("shaken", False)


def test_a_slip_of_long_ago_is_not_where_a_change_began() -> None:
    later = 1.0 + 2 * ONE_CHANGE_D
    shaken = ("morning", 1.0, 0.9, False), ("evening", later, 0.9, False), ("evening", later + 1.0, 0.9, True)
    assert told(*shaken)[-1] == ("shaken", True)
