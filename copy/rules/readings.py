"""Where the texts are ambiguous, and the reading taken (`readings.yml`): shown wherever it carries an answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rules.source import Located, read_yaml


@dataclass(frozen=True)
class Reading:
    number: int
    title: str
    question: str
    answer: str
    settled: bool

    def __str__(self) -> str:
        return f"假定（读法{self.number}）：{self.answer}"


def load_readings(path: Path) -> dict[int, Reading]:
    """Raises RuleError."""
    root = read_yaml(path)
    root.only({"读法"})
    return {number: _reading(number, node) for number, node in root["读法"].items()}


def _reading(number: int, node: Located) -> Reading:
    node.only({"题", "问题", "读法", "状态"}, {"文件"})
    if node["状态"] not in ("采用", "未定"):
        raise node.error("状态", f"没有“{node['状态']}”这种状态", "可以写：采用、未定")
    answer = node["读法"]
    text = "；".join(answer) if isinstance(answer, list) else answer
    return Reading(number, node["题"], str(node["问题"]), text, node["状态"] == "采用")
