"""What a linear model sees of a sentence: its characters, and what its negators reach."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.clauses import marks
from bot.nlu.normal import normal

_SCOPE = 7  # characters a negator reaches; longer scopes only blurred it in cross-validation
_NEGATOR = re.compile(
    "谈不上|说不上|算不上|称不上|扯不上|够不上|挨不着|沾不上|不存在|从来没|压根没|压根不|并没有|并不是|并非|没有|不是|未曾|从未|"
    "不曾|何曾|何尝|哪里|哪有|哪来|没能|不能说|不能|不会|难道|岂|没|未|不|无|非|哪|甭|别|零|空|缺")
_DOUBLE = re.compile(
    "(不是|不能说|不能讲|并非|并不是|没有|不会|不可能|哪能|怎么会|谁说|不无|无不|未必|不得不|莫不|非不|不至于|不等于|岂能|岂|难道|哪会)"
    ".{0,2}(没|未|不|无)")


def grams(text: str) -> list[str]:
    """Every feature of the text, with repetitions."""
    parts = marks(normal(text))
    found = [gram for part in parts for gram in _characters(part)]
    for position, part in enumerate(parts):
        found.extend(_polarity(part, _role(position, len(parts))))
    return [*found, "#" + "".join(_signs(part) for part in parts[:4]), f"#{min(len(parts), 5)}"]


def _role(position: int, count: int) -> str:
    if position == count - 1:
        return "L"
    return "F" if position == 0 else "M"


def _characters(part: str) -> Iterator[str]:
    framed = f"^{part}$"
    for size in (1, 2, 3, 4):
        yield from _windows(framed, size)
    for gap in (2, 3):
        yield from (f"{part[at]}_{part[at + gap]}" for at in range(len(part) - gap))


def _windows(text: str, size: int) -> Iterator[str]:
    return (text[at:at + size] for at in range(len(text) - size + 1))


def _signs(part: str) -> str:
    return "D" if _DOUBLE.search(part) else str(min(len(_NEGATOR.findall(part)), 2))


def _polarity(part: str, role: str) -> Iterator[str]:
    """The clause as its negators colour it; the last clause decides a “不是……，是……”."""
    double, negators = _DOUBLE.search(part), list(_NEGATOR.finditer(part))
    yield f"#{role}{_signs(part)}"
    if double:
        yield f"#D:{double.group(1)}"
    for negator in negators:
        yield from _negated(negator, part)
    if double or not negators:
        yield from (f"P~{pair}" for pair in _windows(part, 2))
    if role != "M":
        yield from (f"{role}~{pair}" for pair in _windows(part, 2))
    for size in (1, 2, 3):
        yield from (f"{role}^{part[:size]}", f"{role}${part[-size:]}")


def _negated(negator: re.Match[str], part: str) -> Iterator[str]:
    scope = part[negator.end():negator.end() + _SCOPE]
    yield from (f"#:{negator.group()}", f"#@{min(negator.start(), 3)}")
    yield from (f"#{negator.group()}>{scope[:1]}", f"#{negator.group()}>{scope[:2]}")
    for size in (1, 2):
        yield from (f"N~{window}" for window in _windows(scope, size))
