"""`python -m bot assess | read | converse | chat`: the machine interface and the terminal.

Exit codes: 0 done, 1 the check found something, 2 bad usage or bad input, with one
clear line on stderr. `assess` never loads Rasa.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from rules.assessment import assess
from rules.case import read_case
from rules.errors import InputError, RuleError
from rules.rulebook import load_rulebook


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; no traceback ever reaches a person."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except (InputError, RuleError) as error:
        print(error, file=sys.stderr)
        return 2
    except (KeyboardInterrupt, BrokenPipeError):
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="容错纠错咨询助手")
    commands = parser.add_subparsers(required=True, metavar="命令")
    one = _command(commands, "assess", _assess, "由事实得出初步判断（不加载 Rasa）")
    one.add_argument("--jurisdiction", required=True, help="hohhot、yueyang、shangzhou、zhejiang、yunnan")
    one.add_argument("--facts", required=True, help="事实的 JSON 文件，- 表示标准输入")
    one.add_argument("--track", action="append", help="只看这些事项（可重复）；默认由事实决定")
    one.add_argument("--json", action="store_true", help="输出 JSON（默认也是 JSON）")
    _command(commands, "converse", _converse, "逐行 JSON 的真实对话").add_argument("--json", action="store_true")
    two = _command(commands, "read", _read, "只看从一段话里读出的事实")
    two.add_argument("text", help="一段叙述")
    two.add_argument("--json", action="store_true")
    three = _command(commands, "chat", _chat, "在终端里对话")
    three.add_argument("--scenario", help="演一遍 data/scenarios 里的剧本")
    return parser


def _command(commands, name: str, run, text: str) -> argparse.ArgumentParser:  # type: ignore[no-untyped-def]
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text)
    parser.set_defaults(run=run)
    parser.add_argument("--today", type=_day, default=date.today(), help="按哪一天计算期限，例如 2026-10-12")
    parser.add_argument("--sender", default="terminal", help="会话编号")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2026-10-12 这样") from error


def _assess(options: argparse.Namespace) -> None:
    book = load_rulebook()
    case = read_case(_facts(options.facts), book.vocabulary)
    for track in options.track or ():
        if track not in book.terms.tracks:
            raise InputError(f"没有“{track}”这个事项，可以用：" + "、".join(book.terms.tracks))
    print(json.dumps(assess(book, options.jurisdiction, case, options.today, options.track).as_json(),
                     ensure_ascii=False, indent=1))


def _facts(name: str) -> object:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
        return json.loads(text)
    except FileNotFoundError as error:
        raise InputError(f"找不到事实文件“{name}”，请检查路径") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"读不了事实文件“{name}”，请检查它是不是 UTF-8 文本") from error
    except json.JSONDecodeError as error:
        raise InputError(f"事实文件不是合法的 JSON（第{error.lineno}行），请检查引号和逗号") from error
    except (ValueError, RecursionError) as error:
        raise InputError("事实文件嵌套太深，或者里面的数太大，请写成 {事实: 取值} 的 JSON 对象") from error


def _converse(options: argparse.Namespace) -> None:
    from bot.terminal import converse

    converse(options.sender, options.today)


def _read(options: argparse.Namespace) -> None:
    from bot.terminal import read

    read(options.text)


def _chat(options: argparse.Namespace) -> None:
    from bot.terminal import chat

    chat(options.sender, options.today, options.scenario)


if __name__ == "__main__":
    sys.exit(main())
