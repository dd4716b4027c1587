"""What the link says about itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """About the link: is_up, and words when there is something a person should look at."""

    is_up: bool
    problem: str = ""
