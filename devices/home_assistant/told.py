"""What the link says about itself."""

from dataclasses import dataclass

NO_ADMINISTRATOR = (
    "home_assistant: the hub's account is no administrator, so automations and wall switches look alike: "
    "what nobody clicked is left alone and teaches nothing"
)


@dataclass(frozen=True, slots=True)
class Told:
    """About the link: is_up, and words when there is something a person should look at."""

    is_up: bool
    problem: str = ""
