"""The dialogue on standard input and output: for people, for tools, for playing a scenario."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from datetime import date

from bot import model
from bot.conversation import Conversations, Turn
from bot.scenario import Script, find, play

_WELCOME = "容错纠错咨询（回车发送，Ctrl-D 结束）。直接说您的事，或者先打个招呼。"


def converse(sender: str, today: date) -> None:
    """One JSON line out for each line in."""
    async def run() -> None:
        conversations = Conversations(model.train())
        async for typed in _lines():
            turn = await conversations.say(sender, typed, today)
            print(json.dumps(turn.as_json(), ensure_ascii=False), flush=True)

    asyncio.run(run())


def chat(sender: str, today: date, scenario: str | None) -> None:
    """A conversation in the terminal; with `scenario`, the script's official speaks."""
    async def run() -> None:
        script = find(scenario) if scenario else None
        conversations = Conversations(model.train())
        if script is not None:
            await _play(conversations, script, sender)
            return
        print(_WELCOME)
        async for typed in _lines(prompt="您：" if sys.stdin.isatty() else ""):
            _show(await conversations.say(sender, typed, today))

    asyncio.run(run())


async def _play(conversations: Conversations, script: Script, sender: str) -> None:
    print(f"【{script.title}】{script.head['要点']}")
    for line, turn, failed in await play(script, conversations, sender):
        if turn is not None:
            print(f"您：{line}")
            _show(turn)
        for each in failed:
            print(f"　　✗ {each}")


async def _lines(prompt: str = "") -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    while True:
        if prompt:
            print(prompt, end="", flush=True)
        line = await loop.run_in_executor(None, sys.stdin.readline)
        if not line:
            return
        yield line.rstrip("\n")


def _show(turn: Turn) -> None:
    for message in turn.messages:
        print("\n助手：" + message.text)
        if message.buttons:
            print("　　" + "　".join(f"[{each['payload']} {each['title']}]" for each in message.buttons))
    print()


def read(text: str) -> None:
    """The facts read from a text, with their spans, and nothing else."""
    raise SystemExit(_read_not_built())


def _read_not_built() -> int:
    print("从叙述里读事实的功能还没有做好（issue 3）；现在只能在对话里逐问回答。", file=sys.stderr)
    return 2
