"""Music that nobody is sure enough of: up to three names to choose from, and the one that is chosen plays."""

from devices.vocabulary import SILENCE
from hub.deciding.few_names import few_names
from models.kind import kinds
from models.preference import Preference

MUSIC = kinds()["music"]


def likes(**options: float) -> Preference:
    ranked = tuple(sorted(options.items(), key=lambda one: -one[1]))
    return Preference(MUSIC, ranked[0][0], 0.0, 12.0, ranked)


def test_of_four_moods_the_three_likeliest_are_offered_the_likeliest_first() -> None:
    person = likes(calm=0.3, jazz=0.35, radio=0.2, rock=0.1, silence=0.05)
    assert few_names([person], SILENCE, 12.0) == ("jazz", "calm", "radio")


def test_what_is_hardly_ever_chosen_is_no_help() -> None:
    assert few_names([likes(calm=0.45, jazz=0.45, radio=0.06, silence=0.04)], None, 12.0) == ("calm", "jazz")


def test_nothing_is_offered_to_who_mostly_wants_silence_or_listens_already_or_is_hardly_known() -> None:
    quiet, lively = likes(silence=0.5, calm=0.3, jazz=0.2), likes(calm=0.5, jazz=0.4, silence=0.1)
    assert few_names([quiet], SILENCE, 12.0) == ()
    assert few_names([lively], "radio", 12.0) == ()
    assert few_names([lively], SILENCE, 3.0) == ()


def test_several_people_are_offered_what_they_like_between_them() -> None:
    assert few_names([likes(calm=0.9, jazz=0.1), likes(jazz=0.9, calm=0.1)], SILENCE, 12.0) == ("calm", "jazz")
