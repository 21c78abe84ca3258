"""Buttons as people get them: a title and an opaque token that means something only here."""

from __future__ import annotations

from typing import Any

_KEPT = 40


class Buttons:
    """The tokens offered in one conversation; only an offered token ever becomes an intent."""

    def __init__(self) -> None:
        self._offered: dict[str, str] = {}
        self._count = 0

    def offer(self, buttons: list[dict[str, Any]]) -> list[dict[str, str]]:
        """The same buttons with tokens for payloads. Old offers are forgotten after a while."""
        return [{"title": each["title"], "payload": self._token(each["payload"])} for each in buttons]

    def _token(self, payload: str) -> str:
        self._count += 1
        token = f"#{self._count}"
        self._offered[token] = payload
        for old in list(self._offered)[:-_KEPT]:
            del self._offered[old]
        return token

    def resolve(self, typed: str) -> str | None:
        """The intent behind a token that was offered, otherwise None."""
        return self._offered.get(typed.strip())
