"""One heap for all threads, and what was let go given back: glibc keeps it between what stays, and a start frees much."""

import ctypes

_ARENA_MAX = -8  # malloc.h: how many heaps there may be


def in_one_heap() -> bool:
    """From here on all threads take their memory from one heap, as only the loop's needs much: else glibc gives each its own,
    and what one lets go nobody else gets. Called before the first is started. Whether the C library knows that, as musl's does
    not.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(_ARENA_MAX, 1))


def give_back() -> bool:
    """Whether the system got any. About 2 ms; nothing where the C library knows no such call, as musl's does not."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim is not None and bool(trim(0))
