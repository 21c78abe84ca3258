"""Copies of the shipped rule base with one small edit: what the checks must notice."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from rules.loader import DocumentLoader
from rules.rulebook import HOME, Rulebook


def copy_rules(folder: Path) -> Path:
    """A home for `load_rulebook`, with the shipped files in it."""
    home = folder / "rules"
    shutil.copytree(HOME, home, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return home


def edited(text: str, old: str, new: str) -> str:
    """`text` with the first `old` replaced. Fails where the rules no longer say `old`."""
    assert old in text, f"规则库里已经没有这段文字，请更新样例：{old}"
    return text.replace(old, new, 1)


def with_document(book: Rulebook, folder: Path, key: str, old: str, new: str) -> Rulebook:
    """The rulebook as if one document said `new` for `old`; only that document is read again."""
    path = folder / f"{key}.yml"
    path.write_text(edited((HOME / "documents" / path.name).read_text("utf-8"), old, new), "utf-8")
    loader = DocumentLoader(book.vocabulary, book.terms, frozenset(book.readings))
    return replace(book, version=f"{folder}/{old}", documents={**book.documents, key: loader.load(path)})
