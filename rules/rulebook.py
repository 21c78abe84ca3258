"""All the law of the repository, loaded once: vocabulary, terms, readings, documents, places."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from rules.clause import Clause
from rules.document import Article, Document
from rules.errors import InputError, RuleError
from rules.facts import Vocabulary, load_vocabulary
from rules.loader import DocumentLoader
from rules.places import Gazetteer, Jurisdiction, load_places
from rules.readings import Reading, load_readings
from rules.source import Located
from rules.terms import Terms, load_terms

HOME = Path(__file__).parent


@dataclass(frozen=True, eq=False)
class Rulebook:
    """Immutable, and equal only to itself, so that caches can be keyed by it;
    `version` is a digest of every rule file it was read from."""

    version: str
    vocabulary: Vocabulary
    terms: Terms
    readings: dict[int, Reading]
    documents: dict[str, Document]
    gazetteer: Gazetteer

    @property
    def jurisdictions(self) -> dict[str, Jurisdiction]:
        return self.gazetteer.jurisdictions

    def jurisdiction(self, key: str) -> Jurisdiction:
        """Raises InputError if no document covers `key`."""
        if key not in self.jurisdictions:
            raise InputError(f"没有“{key}”这个辖区，可以用：" + "、".join(self.jurisdictions))
        return self.jurisdictions[key]

    def documents_of(self, jurisdiction: str) -> list[Document]:
        return [self.documents[key] for key in self.jurisdiction(jurisdiction).documents]

    def clauses_of(self, jurisdiction: str) -> tuple[Clause, ...]:
        return self._clauses[self.jurisdiction(jurisdiction).key]

    def facts_of(self, jurisdiction: str) -> tuple[str, ...]:
        """The facts any clause of the place reads, in document order."""
        return tuple(dict.fromkeys(fact for clause in self.clauses_of(jurisdiction) for fact in clause.facts))

    @cached_property
    def _clauses(self) -> dict[str, tuple[Clause, ...]]:
        return {key: tuple(clause for document in place.documents for clause in self.documents[document].clauses())
                for key, place in self.jurisdictions.items()}

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        return {clause.id: clause for document in self.documents.values() for clause in document.clauses()}

    @cached_property
    def articles(self) -> list[Article]:
        return [article for document in self.documents.values() for article in document.articles]


@lru_cache(maxsize=4)
def load_rulebook(home: Path = HOME) -> Rulebook:
    """Reads the rule files under `home`. Raises RuleError on the first defect."""
    vocabulary = load_vocabulary(home / "facts.yml")
    terms = load_terms(home / "terms.yml", vocabulary)
    readings = load_readings(home / "readings.yml")
    loader = DocumentLoader(vocabulary, terms, frozenset(readings))
    paths = sorted((home / "documents").glob("*.yml"))
    documents = {document.key: document for document in (loader.load(path) for path in paths)}
    book = Rulebook(_digest(home), vocabulary, terms, readings, documents,
                    load_places(home / "places.yml", documents))
    _check_clauses(book, {document.key: path for document, path in zip(documents.values(), paths, strict=False)})
    return book


def _digest(home: Path) -> str:
    seen = hashlib.sha256()
    for path in sorted(home.rglob("*.yml")):
        seen.update(path.relative_to(home).as_posix().encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()[:12]


def _check_clauses(book: Rulebook, paths: dict[str, Path]) -> None:
    seen: dict[str, Clause] = {}
    path_of: dict[str, Path] = {}
    for key, document in book.documents.items():
        for clause in document.clauses():
            where = Located(line=clause.line)
            where.path, where.line, where.lines = paths[key], clause.line, {}
            if clause.id in seen:
                raise where.error("id", f"条款编号“{clause.id}”重复", "请改成全库唯一的编号")
            seen[clause.id], path_of[clause.id] = clause, paths[key]
    for clause in seen.values():
        _check_defeaters(clause, seen, path_of[clause.id])


def _check_defeaters(clause: Clause, clauses: dict[str, Clause], path: Path) -> None:
    for other in clause.defeaters:
        if other not in clauses or clauses[other].jurisdiction != clause.jurisdiction:
            raise RuleError(path, clause.line, f"“败于”里的“{other}”不是本辖区的条款", "请写本辖区已有的条款编号")
    if clause.id in _defeaters_of(clause, clauses):
        raise RuleError(path, clause.line, f"“{clause.id}”的“败于”绕成了圈", "请去掉其中一个“败于”")


def _defeaters_of(clause: Clause, clauses: dict[str, Clause]) -> set[str]:
    found: set[str] = set()
    waiting = list(clause.defeaters)
    while waiting:
        other = waiting.pop()
        if other not in found and other in clauses:
            found.add(other)
            waiting.extend(clauses[other].defeaters)
    return found
