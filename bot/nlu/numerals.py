"""The option numbers in a reply to a numbered question: “1 3 5”, “1、3”, “第二个和第四个”."""

from __future__ import annotations

import re

import cn2an

_ONLY_NUMBERS = re.compile(r"^(?:(?:我?选|选择|第|是|有)?\s*(?:\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(?:个|项|条|号|种)?"
                           r"(?:[\s,，、;；.。和与及跟]|还有)*)+(?:吧|的|都是|这几个|这些)?$")
_NUMBER = re.compile(r"\d{1,2}|[一二两三四五六七八九十]{1,3}")


def option_numbers(text: str) -> list[int]:
    """The numbers, if the message holds nothing else; otherwise none."""
    if not _ONLY_NUMBERS.match(text.strip()):
        return []
    return [int(cn2an.cn2an(each, "smart")) for each in _NUMBER.findall(text)]
