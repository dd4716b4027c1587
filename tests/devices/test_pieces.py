"""A list read in pieces is what it is read whole, and what is refused whole is refused."""

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import devices.pieces
from devices.errors import BadPayload
from devices.message import Message
from devices.payload import DEPTH
from devices.pieces import elements
from tests.hub.build import moment

CAP = 16 * 1024 * 1024


def read(payload: bytes, cap: int = CAP) -> list[Any]:
    return [found for found, _ in elements(Message("list", payload, moment(), False), cap)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(st.lists(JSON, max_size=12), st.sampled_from([1, 2, 3, 7, 64]), st.sampled_from([None, 1]), st.booleans())
def test_in_pieces_of_any_size_it_is_the_same(given_: list[Any], chunk: int, indent: int | None, is_ascii: bool) -> None:
    before, devices.pieces.CHUNK_B = devices.pieces.CHUNK_B, chunk
    try:
        assert read(json.dumps(given_, indent=indent, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass")) == given_
    finally:
        devices.pieces.CHUNK_B = before


@pytest.mark.parametrize(
    "payload",
    [
        b"", b"{}", b"1", b"null", b"[", b"[1", b"[1,", b"[1,]", b"[,1]", b"[1 2]", b"[1]]", b"[1] x", b"[nan]", b"[NaN]",
        b"[Infinity]", b"[1e400]", b"[" + b"9" * 500 + b"]", b'["\xff"]', b'["a]', b"[1\x00]", b"x[1]", b'{"a": [1]}',
        b"[" * 100_000, b"[" * (DEPTH + 1) + b"]" * (DEPTH + 1), b'[{"a":' * 30 + b"1" + b"}]" * 30,
    ],
    ids=repr,
)  # fmt: skip
def test_rubbish_is_refused(payload: bytes) -> None:
    with pytest.raises(BadPayload):
        read(payload)


def test_what_is_too_large_is_refused_and_a_bracket_in_a_name_is_no_depth() -> None:
    with pytest.raises(BadPayload):
        read(b"[1, 2, 3]", cap=5)
    assert read(json.dumps(["[" * 200, '\\"[{' * 50]).encode()) == ["[" * 200, '\\"[{' * 50]
    assert read(b"[" * DEPTH + b"]" * DEPTH) != []


def test_the_same_text_has_the_same_digest_and_another_has_another() -> None:
    payload = b'[{"a": 1}, {"a": 1}, {"a": 2}]'
    one, same, other = (digest for _, digest in elements(Message("list", payload, moment(), False), CAP))
    assert one == same != other


def test_a_list_of_ten_megabytes_takes_a_small_part_of_that() -> None:
    entry = json.dumps(
        {"ieee_address": "0x00158d0001020304", "definition": {"exposes": [{"name": f"n{i}"} for i in range(300)]}}
    )
    payload = f"[{','.join([entry] * (10_000_000 // len(entry)))}]".encode()
    tracemalloc.start()
    try:
        count = sum(1 for _ in elements(Message("list", payload, moment(), False), CAP))
        assert count == 10_000_000 // len(entry)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
