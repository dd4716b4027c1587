"""The page's own files: what is vendored is what was published, nothing is asked for from elsewhere, and all of it is small."""

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

STATIC = Path(__file__).parents[3] / "hub" / "web" / "static"
TEMPLATES = STATIC.with_name("templates")
MOST = 100 * 1024  # bytes over the wire, compressed


def test_vendored_files_are_those_their_source_names() -> None:
    sources = json.loads((STATIC / "vendor" / "SOURCES.json").read_text())
    named = {"SOURCES.json", *sources["files"]}
    assert {file.name for file in (STATIC / "vendor").iterdir()} == named
    assert sources["licence_file"] in named
    for name, file in sources["files"].items():
        digest = hashlib.sha512((STATIC / "vendor" / name).read_bytes()).digest()
        assert file["sha512"] == "sha512-" + base64.b64encode(digest).decode(), name


def test_no_template_and_no_style_names_another_place() -> None:
    for file in [*TEMPLATES.rglob("*.*"), STATIC / "attune.css"]:
        text = file.read_text("utf-8")
        assert not re.search(r"https?://|//[a-z]|@import|url\((?!#)|\|\s*safe|hx-on|style=|<script(?! src)", text), file.name


def test_everything_a_screen_loads_is_small() -> None:
    files = [STATIC / "attune.css", *(STATIC / "vendor").glob("*.js")]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < MOST / 2
