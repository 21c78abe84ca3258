"""Chinese as people type it, made alike: width, case, traditional characters, digits."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

_DIGIT = re.compile(r"\d")
_SIMPLIFIED = OpenCC("t2s")


def normal(text: str) -> str:
    """The text in simplified, half-width, lower-case characters, one for each of the original."""
    return _DIGIT.sub("0", "".join(map(_character, _simplified(text))))


@lru_cache(maxsize=8192)
def _character(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).lower()
    return folded if len(folded) == 1 else character


def _simplified(text: str) -> str:
    converted = str(_SIMPLIFIED.convert(text))
    # A phrase may change length; spans must keep pointing into the original.
    return converted if len(converted) == len(text) else text
