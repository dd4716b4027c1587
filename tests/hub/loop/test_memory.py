"""What a start lets go is the system's again."""

import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[3]
PROGRAM = """
import os
from pathlib import Path
from hub.loop.memory import give_back
held = lambda: int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
lines = [bytearray(60_000) for _ in range(1_000)]
for line in lines:
    line[::4096] = bytes(len(line[::4096]))
stays = lines[::20]
del lines, line
before = held()
print(give_back(), before - held() > 20_000_000)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of glibc")
def test_what_lies_between_things_that_stay_is_given_back() -> None:
    said = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, cwd=TOP).stdout.split()
    assert said == ["True", "True"]


THREADS = """
import ctypes, threading
from pathlib import Path
from hub.loop.memory import in_one_heap
is_known, heap = in_one_heap(), []
def takes():
    held = [bytearray(1_000) for _ in range(10_000)]
    at = ctypes.addressof(ctypes.c_char.from_buffer(held[-1]))
    line = next(line for line in Path("/proc/self/maps").read_text().splitlines() if line.endswith("[heap]"))
    low, _, high = line.split()[0].partition("-")
    heap.append(int(low, 16) <= at < int(high, 16))
for _ in range(2):
    thread = threading.Thread(target=takes)
    thread.start()
    thread.join()
print(is_known, *heap)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of glibc")
def test_every_thread_takes_from_the_one_heap() -> None:
    said = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True, check=True, cwd=TOP).stdout.split()
    assert said == ["True", "True", "True"]
