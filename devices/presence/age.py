"""Whether a message tells what is now or what was: by the sender's own time, where it gives one. Pure.

Phones deliver reports late and brokers replay them; what is old sets the state and never means that somebody just came.
Source: robustness rows B6 and T6.
"""

from datetime import UTC, datetime

from ..errors import BadPayload
from ..message import Message
from ..payload import number

OLD_S = 30.0
AHEAD_S = 60.0
_ZONES_S = 14 * 3600.0  # how far a clock without a zone may be off
_MILLISECONDS = 1e11  # epoch numbers past it (the year 5138 in seconds) are in milliseconds


def is_past(message: Message, key: str, told: object) -> bool:
    """Whether the sender's time says that this is no news: over 30 s old, or over 60 s ahead. Raises BadPayload.

    told: ISO 8601 text, or seconds or milliseconds since 1970 as a number or text.
    """
    age, slack = _age_s(message, key, told)
    return age > OLD_S + slack or age < -AHEAD_S - slack


def _age_s(message: Message, key: str, told: object) -> tuple[float, float]:
    """Seconds, and how far that may be off."""
    now = message.when.at.timestamp()
    if isinstance(told, str):
        try:
            moment = datetime.fromisoformat(told.strip())
        except (ValueError, OverflowError):
            pass  # then it is a number as text, or nothing
        else:
            is_local = moment.tzinfo is None
            try:
                at = (moment.replace(tzinfo=UTC) if is_local else moment).timestamp()
            except (ValueError, OverflowError) as error:
                raise BadPayload(message.topic, message.payload, f"{key} is out of range") from error
            if len(told.strip()) > 8 or "-" in told:  # 1526617158 is no date, 20260304 neither
                return now - at, _ZONES_S if is_local else 0.0
    seconds = number(message, key, told)
    if seconds > _MILLISECONDS:
        seconds /= 1000.0
    return now - seconds, 0.0
