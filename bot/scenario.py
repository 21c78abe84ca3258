"""Scripted dialogues: plain text a trainer writes, played through the real dialogue and checked.

A file has a head (标题, 地点, 难度, 要点, 今天, and what must come out: 事实, 结论, 效果,
引用, 步骤, 期限, 假定) and then 官员／助手 lines. An official's line is typed text, or in
brackets what is ticked: （勾选 突发事件，集体决策=有书证） （都没有） （不清楚） （按 展开）.
An assistant's line says what must have happened, never a sentence: 问 FACT, 引 CLAUSE,
结论 LABEL, 记 FACT=VALUE, 提到 WORD; several are joined by “；”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.conversation import Conversations, Turn
from rules.errors import InputError
from rules.rulebook import load_rulebook

FOLDER = Path(__file__).resolve().parents[1] / "data" / "scenarios"
_HEAD = ("标题", "地点", "难度", "要点", "今天", "事实", "结论", "效果", "引用", "步骤", "期限", "假定")
_TICKED = re.compile(r"^（(勾选|按|都没有|不清楚)\s*(.*)）$")


@dataclass
class Script:
    """One scripted dialogue. `lines` alternate freely: (speaker, text, line number)."""

    path: Path
    head: dict[str, str]
    lines: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.head["标题"]

    @property
    def today(self) -> date:
        return date.fromisoformat(self.head["今天"])


def load(path: Path) -> Script:
    """Raises InputError with the line that is wrong and how to mend it."""
    script = Script(path, {})
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
        line = raw.strip()
        if line and not line.startswith("#"):
            _add(script, line, number)
    for key in ("标题", "地点", "难度", "要点", "今天"):
        if key not in script.head:
            raise InputError(f"{path.name}：缺少“{key}：”，请在文件开头补上")
    return script


def _add(script: Script, line: str, number: int) -> None:
    key, mark, text = line.partition("：")
    if not mark or key not in (*_HEAD, "官员", "助手"):
        raise InputError(f"{script.path.name}:{number}：看不懂“{line[:20]}”，每行请以“官员：”“助手：”或者{'、'.join(_HEAD)}开头")
    if key in ("官员", "助手"):
        script.lines.append((key, text.strip(), number))
    else:
        script.head[key] = text.strip()


def load_all() -> list[Script]:
    return [load(path) for path in sorted(FOLDER.glob("*.txt"))]


def find(name: str) -> Script:
    """The script of that file name or title. Raises InputError."""
    for script in load_all():
        if name in (script.path.stem, script.path.name, str(script.path), script.title):
            return script
    raise InputError(f"没有名为“{name}”的剧本，请看 data/scenarios/ 里的文件名")


async def play(script: Script, conversations: Conversations, sender: str) -> list[tuple[str, Turn | None, list[str]]]:
    """Plays the script; for each line what happened and which expectations failed (none means it holds)."""
    played: list[tuple[str, Turn | None, list[str]]] = []
    turn: Turn | None = None
    for speaker, text, number in script.lines:
        if speaker == "官员":
            try:
                turn = await conversations.say(sender, _typed(text, turn), script.today)
                played.append((text, turn, []))
            except InputError as error:
                played.append((text, None, [f"{script.path.name}:{number} {error}"]))
        else:
            failed = [f"{script.path.name}:{number} {each}" for each in _failures(text, turn)]
            played.append((text, None, failed))
    played.append(("", None, [f"{script.path.name} {each}" for each in _head_failures(script, turn)]))
    return played


def _typed(text: str, turn: Turn | None) -> str:
    """What to send: typed text as it is; ticks as the numbers or the button of the open question."""
    match = _TICKED.match(text)
    if match is None or turn is None:
        return text
    kind, rest = match.groups()
    if kind == "勾选":
        return _numbers(rest, turn)
    if kind == "按":
        return _button(rest, turn)
    return kind


def _button(title: str, turn: Turn) -> str:
    for message in turn.messages:
        for each in message.buttons:
            if title in each["title"]:
                return each["payload"]
    raise InputError(f"没有按钮“{title}”")


def _numbers(rest: str, turn: Turn) -> str:
    options = [tuple(option) for option in (turn.state.asked or {}).get("options") or []]
    wanted = [(fact, value or "是") for fact, _, value in (each.strip().partition("=") for each in re.split("[，、,]", rest))]
    numbers = [str(options.index(pair) + 1) for pair in wanted if pair in options]
    if len(numbers) < len(wanted):
        return _single(wanted, turn)
    return " ".join(numbers)


def _single(wanted: list[tuple[str, str]], turn: Turn) -> str:
    """A yes-or-no question has no numbers; anything else cannot be ticked here and is said so."""
    asked = (turn.state.asked or {}).get("facts") or []
    if len(wanted) == 1 and asked == [wanted[0][0]] and wanted[0][1] in ("是", "否"):
        return "是" if wanted[0][1] == "是" else "不是"
    raise InputError(f"现在问的是{'、'.join(asked)}，勾选不了{wanted}")


def _failures(text: str, turn: Turn | None) -> Iterator[str]:
    for each in re.split("[；;]", text):
        verb, _, rest = each.strip().partition(" ")
        if turn is None or not _holds(verb, rest.strip(), turn):
            yield f"没有做到：{each}（{_situation(turn)}）"


def _situation(turn: Turn | None) -> str:
    if turn is None:
        return "还没有开口"
    found = turn.state.assessment()
    return f"问的是{(turn.state.asked or {}).get('facts')}，结论是{found.conclusions if found else None}"


def _holds(verb: str, rest: str, turn: Turn) -> bool:
    found = turn.state.assessment()
    text = "\n".join(message.text for message in turn.messages)
    if verb == "问":
        asked = turn.state.asked or {}
        return rest in (asked.get("facts") or []) or rest == {"place": "地方"}.get(str(asked.get("kind")))
    if verb == "记":
        fact, _, value = rest.partition("=")
        return turn.state.facts.get(fact) == value
    if verb == "提到":
        return rest in text
    if found is None:
        return False
    if verb == "引":
        clause = load_rulebook().clauses.get(rest)
        return clause is not None and (clause.cite in text or rest in {each.clause.id for each in found.standing_at_met()})
    return verb == "结论" and rest in found.conclusions


def _head_failures(script: Script, turn: Turn | None) -> Iterator[str]:
    found = turn.state.assessment() if turn else None
    if turn is None or found is None:
        yield "没有走到结论"
        return
    told = {f"{fact}={value}" for fact, value in turn.state.facts.items()}
    met = {each.clause.id for each in found.standing_at_met()}
    actual = {"事实": told, "结论": set(found.conclusions), "效果": set(found.effects), "引用": met,
              "假定": {text.split("读法")[1].split("）")[0] for text in found.assumptions},
              "步骤": {each.step.text for each in found.steps},
              "期限": {str(each.due.date) for each in found.steps if each.due}}
    for key, values in actual.items():
        for wanted in filter(None, re.split("[；;]", script.head.get(key, ""))):
            if not any(wanted.strip() == value or (key == "步骤" and wanted.strip() in value) for value in values):
                yield f"{key}“{wanted.strip()}”没有出现（实际：{'；'.join(sorted(values))[:300]}）"
