"""What a form carries, and whether it is the session's own."""

import hmac
from urllib.parse import parse_qsl

from .rights import Visitor

_MOST_FIELDS = 100


def form_of(body: bytes) -> dict[str, str]:
    """Its fields, the last of each name. Raises ValueError for too many."""
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS))


def is_own(form: dict[str, str], visitor: Visitor) -> bool:
    """Whether the form was made for this session, by this page."""
    return hmac.compare_digest(form.get("form", "").encode(), visitor.form.encode())
