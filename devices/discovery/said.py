"""One message as templates see it: its text, and its JSON read at most once."""

from typing import Any

from ..errors import BadPayload
from ..filters import topic_matches
from ..message import Message
from ..payload import decode_json, decode_text
from .payload import STATE_CAP
from .template_failed import TemplateFailed
from .templates import rendered


class Said:
    """Lives for one message. text raises BadPayload at making when the payload is no text."""

    __slots__ = ("_broken", "_json", "_looked", "message", "text")

    def __init__(self, message: Message) -> None:
        self.message = message
        self.text = decode_text(message, STATE_CAP)
        self._json: Any = None
        self._broken: BadPayload | None = None
        self._looked = False

    @property
    def json(self) -> Any:
        """What the text is as JSON; None where it is none."""
        self._look()
        return self._json

    def _look(self) -> None:
        if not self._looked:
            self._looked = True
            try:
                self._json = decode_json(self.message, STATE_CAP)
            except BadPayload as broken:
                self._broken = broken

    def is_on(self, topic: str) -> bool:
        return bool(topic) and topic_matches(topic, self.message.topic)

    def made_by(self, template: str) -> str | None:
        """The text, or what a template makes of it; None when the message does not hold what it asks for.

        Raises BadPayload when the template fails, or needs JSON and this looks like it and is none.
        """
        if not template:
            return self.text
        variables: dict[str, Any] = {"value": self.text}
        self._look()
        if self._broken is None:
            variables["value_json"] = self._json
        elif "value_json" in template and self.text[:1] in ("{", "["):
            raise self._broken
        try:
            return rendered(template, variables)
        except TemplateFailed as failed:
            raise BadPayload(self.message.topic, self.message.payload, f"its template fails: {failed.reason}") from failed
