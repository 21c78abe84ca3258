"""Two repairs of Rasa 3.6.21 that halve a turn, kept in one place and refused for any other version.

Rasa checks the *schema* of every action result on every call, and walks all event
classes for every stored event; both are the same work each time.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import rasa
from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

VERSION = "3.6.21"


def apply() -> None:
    """Raises RuntimeError where Rasa is not the version these repairs were written for."""
    if rasa.__version__ != VERSION:
        raise RuntimeError(f"bot/patches.py 只适用于 Rasa {VERSION}，现在是 {rasa.__version__}；请核对后再改")
    validator = Draft7Validator(RemoteAction.action_response_format_spec())

    def checked(self: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = checked  # type: ignore[method-assign]
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))  # type: ignore[method-assign]
