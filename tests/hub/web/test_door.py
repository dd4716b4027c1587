"""Secrets: what a code is read as, how a password is kept, how long who guesses wrong waits."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from hub.errors import NotPossible
from hub.web.door import Patience, code_hash, form_token, is_right, new_code, password_hash


def test_a_code_is_read_however_it_is_typed() -> None:
    code, digest = new_code()
    assert code_hash(f" {code[:5].lower()}-{code[5:]} ") == digest
    assert code_hash("O1I8B") == code_hash("0iib8")
    assert new_code()[0] != code


def test_a_password_is_kept_as_argon2id_and_checked() -> None:
    digest = password_hash("correct horse")
    assert digest.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert is_right(digest, "correct horse")
    assert not is_right(digest, "correct hors")
    assert not is_right(None, "correct horse")
    assert not is_right("rubbish", "correct horse")
    assert not is_right(digest, "x" * 100_000)
    for text in ("short", "x" * 201):
        with pytest.raises(NotPossible, match="8 to 200"):
            password_hash(text)


def test_after_five_wrong_guesses_each_further_one_waits_twice_as_long() -> None:
    now = 0.0
    patience = Patience(lambda: now)
    waits = []
    for _ in range(13):
        waits.append(patience.tries("name ana", "address 1"))
        now += waits[-1]
        if waits[-1]:
            assert patience.tries("name ana", "address 1") == 0.0
    assert waits[:5] == [0.0] * 5
    assert waits[5:] == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    assert patience.tries("name ben", "address 1") > 0
    assert patience.tries("name ben") == 0.0
    patience.succeeded("name ana", "address 1")
    assert patience.tries("name ana", "address 1") == 0.0


def test_of_many_who_guess_at_the_same_moment_no_more_get_through_than_one_after_the_other() -> None:
    patience = Patience(lambda: 0.0)
    with ThreadPoolExecutor(16) as threads:
        waits = list(threads.map(lambda number: patience.tries("name ana", f"address {number}"), range(200)))
    assert waits.count(0.0) == 5


def test_who_makes_up_names_by_the_thousand_makes_nobody_forgotten_who_has_to_wait() -> None:
    patience = Patience(lambda: 0.0)
    for _ in range(6):
        patience.tries("name ana")
    for number in range(25_000):
        patience.tries(f"name {number}", f"address {number}")
    assert patience.tries("name ana") > 0.0


def test_what_nobody_could_look_at_was_no_guess() -> None:
    patience = Patience(lambda: 0.0)
    for _ in range(20):
        assert patience.tries("name ana") == 0.0
        patience.undecided("name ana")


def test_a_forms_token_is_its_sessions() -> None:
    assert form_token("a") == form_token("a") != form_token("b")
