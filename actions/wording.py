"""Short pieces of text that several answers share."""

from __future__ import annotations

from collections.abc import Iterable

from rules.clause import Clause
from rules.facts import INAPPLICABLE, UNKNOWN, YES
from rules.rulebook import load_rulebook

_QUOTED = 80


def told(fact: str, value: str) -> str:
    """One told fact as a line: ✓ so, ✗ not so, ？ not known."""
    book = load_rulebook()
    if fact in book.vocabulary.dates:
        return f"✓ {fact}：{value}"
    known = book.vocabulary.facts[fact]
    if value == UNKNOWN:
        return f"？ {fact}：不清楚"
    if value == INAPPLICABLE:
        return f"－ {fact}：不适用"
    if known.is_binary:
        return f"{'✓' if value == YES else '✗'} {known.options[YES]}"
    return f"{'✗' if _is_unticked(fact, value) else '✓'} {known.options[value]}"


def told_lines(facts: dict[str, str]) -> list[str]:
    return [told(fact, value) for fact, value in facts.items()]


def shown_back(facts: dict[str, str]) -> str:
    """What was understood, for correction: the ticked ones in full, the rest in one line each."""
    unticked = [fact for fact, value in facts.items() if _is_unticked(fact, value)]
    unknown = [fact for fact, value in facts.items() if value == UNKNOWN]
    lines = [told(fact, value) for fact, value in facts.items() if fact not in unticked and fact not in unknown]
    lines += [f"✗ 没有：{'、'.join(unticked)}"] if unticked else []
    lines += [f"？ 不清楚：{'、'.join(unknown)}"] if unknown else []
    return "记下了：" + ("\n" if len(lines) > 1 else "") + "\n".join(lines)


def _is_unticked(fact: str, value: str) -> bool:
    known = load_rulebook().vocabulary.facts.get(fact)
    return known is not None and value == known.default and (known.is_binary or value in ("没有", "都没有"))


def shortened(clause: Clause) -> str:
    """The operative words, short enough for a phone; 展开 gives all of them."""
    text = "……".join(clause.quote)
    shown = text if len(text) <= _QUOTED else text[:_QUOTED] + "……"
    return f"（报道转述）{shown}" if clause.reported else f"“{shown}”"


def listed(words: Iterable[str]) -> str:
    return "、".join(words)
