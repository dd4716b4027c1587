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
