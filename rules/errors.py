"""What a rule editor is told when a file is wrong: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rapidfuzz import process


class RuleError(ValueError):
    """One defect of a rule file, as one line a person can act on."""

    def __init__(self, path: Path, line: int, what: str, mend: str) -> None:
        super().__init__(_one_line(f"{path.name}:{line}：{what}。{mend}"))
        self.path, self.line, self.what, self.mend = path, line, what, mend


class InputError(ValueError):
    """Facts or arguments that cannot be used; the message is one clear line, whatever it quotes."""

    def __init__(self, message: str) -> None:
        super().__init__(_one_line(message))


def _one_line(message: str) -> str:
    return " ".join(message.split())


def suggest(word: str, known: Iterable[str]) -> str:
    """A closing hint that names the nearest allowed word, or all of them if there are few."""
    words = list(known)
    if len(words) <= 8:
        return "可以写：" + "、".join(words)
    near = process.extractOne(str(word), words, score_cutoff=50)
    return f"是不是想写“{near[0]}”" if near else "请对照词表改正"
