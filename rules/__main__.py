"""`python -m rules lint | coverage | show CITATION | facts | digest`: the rule editor's tools.

Exit codes: 0 done, 1 the check found something, 2 bad usage or a broken rule file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from rules import coverage, lookup
from rules.errors import InputError, RuleError
from rules.lint import DIGESTS, address, digest, lint
from rules.rulebook import Rulebook, load_rulebook

SOURCES = Path(__file__).resolve().parents[2] / "shared" / "sources"


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; never shows a traceback for a defect of the rules."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(load_rulebook(), options))
    except (RuleError, InputError) as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rules", description="规则库的检查和查阅")
    commands = parser.add_subparsers(required=True, metavar="命令")
    _command(commands, "lint", _lint, "检查规则库").add_argument("--document", help="只检查这一份文件（键）")
    _command(commands, "coverage", _coverage, "每一条的着落")
    _command(commands, "show", _show, "显示一条").add_argument("citation", nargs="+", help="例如 商州第五条第七项")
    _command(commands, "facts", _facts, "事实词表").add_argument("--json", action="store_true")
    _command(commands, "digest", _digest, "核对来源后登记原文摘要")
    return parser


def _command(commands, name: str, run, text: str) -> argparse.ArgumentParser:  # type: ignore[no-untyped-def]
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text)
    parser.set_defaults(run=run)
    return parser


def _sources() -> Path | None:
    return SOURCES if SOURCES.is_dir() else None


def _findings(found: Iterable[str], clean: str) -> int:
    lines = list(found)
    print("\n".join(lines) if lines else clean)
    return 1 if lines else 0


def _lint(book: Rulebook, options: argparse.Namespace) -> int:
    if options.document not in (None, *book.documents):
        raise InputError(f"没有键为“{options.document}”的文件，可以用：" + "、".join(book.documents))
    count = sum(len(list(document.clauses())) for document in book.documents.values())
    against = "并已对照来源文本" if _sources() else "来源文本不在旁边，只对照了登记的摘要"
    return _findings(lint(book, _sources(), options.document), f"规则库没有问题：{count}个条款，{against}。")


def _coverage(book: Rulebook, _: argparse.Namespace) -> int:
    print("\n".join(coverage.report(book)))
    return _findings(coverage.gaps(book, _sources()), "每一条都有着落。")


def _show(book: Rulebook, options: argparse.Namespace) -> int:
    found = lookup.find(book, " ".join(options.citation))
    if not found:
        raise InputError("没有找到这一条；可以写成“商州第五条第七项”“岳阳问责办法第十二条”，或者写一个关键词")
    print("\n\n".join(lookup.render(hit) for hit in found[:3]))
    return 0


def _facts(book: Rulebook, options: argparse.Namespace) -> int:
    facts = [{**asdict(fact), "alike": None} for fact in book.vocabulary.facts.values()]
    for fact in facts:
        del fact["alike"]
    dates = [asdict(each) for each in book.vocabulary.dates.values()]
    if options.json:
        groups = [asdict(group) for group in book.vocabulary.groups.values()]
        print(json.dumps({"facts": facts, "groups": groups, "dates": dates, "states": ["不清楚", "不适用"]},
                         ensure_ascii=False, indent=1))
    else:
        for each in book.vocabulary.facts.values():
            print(f"{each.id}（{each.dimension}）：{'｜'.join(each.options)}")
    return 0


def _digest(book: Rulebook, _: argparse.Namespace) -> int:
    sources = _sources()
    if sources is None:
        raise InputError("旁边没有来源文本（../shared/sources），不能登记摘要")
    wrong = [line for line in lint(book, sources) if "原文与来源文本不一致" in line]
    if wrong:
        return _findings(wrong, "")
    lines = [f"{digest(article)}  {address(document, article)}"
             for document in book.documents.values() for article in document.articles]
    DIGESTS.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"登记了{len(lines)}条。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
