"""The manual: every link leads somewhere, every picture is small and shown, the reference is the program's."""

import re
from pathlib import Path

import pytest

from .reference import PAGE, reference

TOP = Path(__file__).parents[1]
PAGES = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
LARGEST = 60 * 1024


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text("utf-8")):
        place, _, anchor = link.partition("#")
        if "://" in link:
            continue
        target = (page.parent / place).resolve() if place else page
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"(?m)^#+ (.+)$", target.read_text("utf-8"))
            assert anchor in {re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in headings}, link


def test_readme_is_one_page_and_leads_to_every_other() -> None:
    text = PAGES[0].read_text("utf-8")
    assert len(text.splitlines()) <= 60
    to_be_found = {page.name for page in PAGES[1:]} - {"page.md"}  # which contributors.md leads to
    assert to_be_found <= {link.partition("#")[0].rpartition("/")[2] for link in LINK.findall(text)}


def test_every_picture_is_small_and_shown() -> None:
    shown = {(page.parent / link).resolve() for page in PAGES for link in LINK.findall(page.read_text("utf-8"))}
    for picture in (TOP / "docs" / "pictures").iterdir():
        assert picture.stat().st_size <= LARGEST, picture.name
        assert picture.resolve() in shown, f"{picture.name} is nowhere"


def test_every_picture_says_what_it_shows() -> None:
    for page in PAGES:
        assert not re.search(r"!\[\s*\]", page.read_text("utf-8")), page.name


def test_the_reference_is_of_this_program() -> None:
    assert PAGE.read_text("utf-8") == reference(), "python -m tests.reference --write"
