"""What stands between a person's typing and Rasa: nothing typed is ever executed, nothing crashes it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import opencc

LONGEST = 1000
_UNREADABLE = re.compile(r"[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_WORDY = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Screened:
    """The text Rasa may see, or the line the person gets instead."""

    text: str
    refusal: str | None = None


def screen(typed: str) -> Screened:
    """Normalises a message (width, traditional characters, invisible signs) and refuses what cannot be read."""
    text = "".join(map(_narrow, _UNREADABLE.sub("", typed))).strip()
    if not text:
        return Screened("", "这条是空的。请打几个字，或者点按钮。")
    if len(text) > LONGEST:
        return Screened("", f"这条太长了（{len(text)}字），一次最多{LONGEST}字。请分几条发，先说最要紧的。")
    if not _WORDY.search(text):
        return Screened("", "我只看得懂文字。请用几个字说，或者点按钮、回复编号。")
    return Screened(_simplified(text).lstrip("/／\\ ") or "？")


def _narrow(sign: str) -> str:
    """Full-width letters and digits become plain ones; Chinese punctuation stays as the model learnt it."""
    return unicodedata.normalize("NFKC", sign) if sign.isalnum() or sign.isspace() else sign


def _simplified(text: str) -> str:
    """OpenCC takes the simplified 么 for a traditional character and would write 怎幺."""
    return str(_converter().convert(text)).replace("幺", "么")


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("tw2s")
