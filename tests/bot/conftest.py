"""The real trained model, loaded once; every test talks to it as a stranger."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from itertools import count

import pytest

from bot import model
from bot.conversation import Conversations, Turn

TODAY = date(2026, 11, 2)
_SENDERS = count()


@pytest.fixture(scope="session")
def loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


@pytest.fixture(scope="session")
def conversations(loop: asyncio.AbstractEventLoop) -> Conversations:
    return Conversations(model.train())


@pytest.fixture
def say(conversations: Conversations, loop: asyncio.AbstractEventLoop) -> Callable[..., Turn]:
    """Says the lines in a fresh conversation and gives the last turn; further calls go on in it."""
    sender = f"test-{next(_SENDERS)}"

    def speak(*lines: str, today: date = TODAY) -> Turn:
        for line in lines:
            turn = loop.run_until_complete(conversations.say(sender, line, today))
        return turn

    return speak


def text_of(turn: Turn) -> str:
    return "\n".join(message.text for message in turn.messages)


def asked(turn: Turn) -> list[str]:
    return list((turn.state.asked or {}).get("facts") or [])
