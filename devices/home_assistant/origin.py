"""Who changed an entity, by the context Home Assistant gives every state and call. Pure: takes the time, keeps what it heard.

Measured on Home Assistant 2025.4: a device that moved by itself (a wall switch) has a context of its own, without user and
parent; a person's click carries their user; an automation on an MQTT message looks like a wall switch, but its call and its
``automation_triggered`` carry the same context; for five seconds after a call an entity keeps that call's context, also for a
wall switch: within its window a change under the hub's own context is left to be judged by its value.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .calls import announces

HAND, SCHEDULE, SCENE, UNSURE, UNTOLD = "hand", "schedule", "scene", "unsure", ""
KEPT = 2000  # contexts remembered; the oldest go first
CALL_S = 10.0  # how long after telling it a call of the hub's own may show up as an event


@dataclass(frozen=True, slots=True)
class ChangeContext:
    """``context`` of a state or event; all empty when it has none."""

    id: str = ""
    parent_id: str = ""
    user_id: str = ""

    @classmethod
    def read(cls, told: object) -> "ChangeContext":
        if isinstance(told, str):
            return cls(told)
        if not isinstance(told, Mapping):
            return cls()
        parts = (told.get("id"), told.get("parent_id"), told.get("user_id"))
        return cls(*(part if isinstance(part, str) else "" for part in parts))


class Origins:
    """What is known of contexts in one connection. user: the hub's own account. sees_calls: whether it may hear of calls,
    which takes an administrator's account; without, a wall switch and an automation look alike. is_shared: other programs use
    the account as well, as all add-ons do with the Supervisor's; else whoever else uses it is a person."""

    def __init__(self, user: str, sees_calls: bool = True, is_shared: bool = False) -> None:
        self._user, self.sees_calls, self._is_shared = user, sees_calls, is_shared
        self._own: dict[str, float] = {}
        self._programs: dict[str, float] = {}
        self._scenes: dict[str, float] = {}
        self._named: dict[str, float] = {}  # under which a person named a setpoint
        self._announced: dict[str, float] = {}  # under which a player was made to say something in between
        self._told: list[tuple[str, Mapping[str, Any], float]] = []  # calls of the hub's own, not yet seen as events

    def tells(self, service: str, data: Mapping[str, Any], mono: float) -> None:
        """The hub is about to call ``domain.service``: before it is sent, so that the event finds it."""
        self._told = [told for told in self._told if mono - told[2] <= CALL_S]
        self._told.append((service, dict(data), mono))

    def answered(self, context: ChangeContext, mono: float) -> None:
        """Home Assistant has done a call of the hub's under this context."""
        _keep(self._own, context.id, mono)

    def called(self, service: str, data: Mapping[str, Any], context: ChangeContext, mono: float) -> bool:
        """A ``call_service`` event; True when a program made it that is not the hub."""
        if context.id in self._own or self._is_own(service, data, context, mono):
            _keep(self._own, context.id, mono)
            return False
        if announces(service, data):
            _keep(self._announced, context.id, mono)
            return True
        if service == "climate.set_temperature":
            _keep(self._named, context.id, mono)
        if service.startswith(("scene.", "script.")):
            _keep(self._scenes, context.id, mono)
        if context.user_id and not self._is_another_programs(context):
            return False
        _keep(self._programs, context.id, mono)
        return True

    def triggered(self, context: ChangeContext, mono: float) -> None:
        """An ``automation_triggered`` event."""
        _keep(self._programs, context.id, mono)

    def of(self, context: ChangeContext) -> str:
        """Who changed a state that carries this context, as in ``Reported.origin``; empty: judge it by its value."""
        if context.id in self._own:
            return UNTOLD
        if context.id in self._programs or context.parent_id in self._programs:
            return SCHEDULE
        if self._is_another_programs(context):
            return SCHEDULE
        if context.user_id:
            if not self.sees_calls and context.user_id == self._user:
                return UNTOLD
            return SCENE if context.id in self._scenes or context.parent_id in self._scenes else HAND
        if context.parent_id:
            return SCHEDULE
        return UNTOLD if self.sees_calls else UNSURE

    def has_announced(self, context: ChangeContext) -> bool:
        """Whether a player was made to say something in between: whoever wanted that, nobody has turned its volume."""
        return context.id in self._announced

    def has_named_setpoint(self, context: ChangeContext) -> bool:
        """Whether a person asked for the very temperature: whatever preset ended by that, it is theirs."""
        return context.id in self._named and self.of(context) == HAND

    def _is_another_programs(self, context: ChangeContext) -> bool:
        """For who is not the hub itself."""
        return self._is_shared and context.user_id == self._user

    def _is_own(self, service: str, data: Mapping[str, Any], context: ChangeContext, mono: float) -> bool:
        if context.user_id != self._user:
            return False
        for at, (told, with_data, when) in enumerate(self._told):
            if told == service and with_data == data and mono - when <= CALL_S:
                del self._told[at]
                return True
        return False


def _keep(known: dict[str, float], context_id: str, mono: float) -> None:
    if context_id:
        known.pop(context_id, None)
        known[context_id] = mono
        while len(known) > KEPT:
            del known[next(iter(known))]
