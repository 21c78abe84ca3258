"""The machine interface: one contract for tests, staff tools and outside checks, and exit codes that can be trusted."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.__main__ import main as bot
from rules.__main__ import main as rules
from rules.assessment import assess
from rules.case import Case
from rules.condition import Status
from rules.rulebook import Rulebook
from rules.standing import Standing
from rules.terms import NOT_ENOUGH, NOTHING_WRITTEN
from tests.rules.cases import JURISDICTIONS, TODAY, random_facts

ROOT = Path(__file__).resolve().parents[2]
ANSWER = {
    "jurisdiction": str, "conclusions": list, "effects": list, "settled": bool, "possible": list, "clauses": list,
    "against": list, "open_facts": list, "next_question": (dict, type(None)), "steps": list, "measures": list,
    "assumptions": list, "notes": list, "rules_version": str,
}
CLAUSE = {"id": str, "document": str, "article": str, "citation": str, "quote": str, "modality": str, "status": str,
          "conditions": list}
CONDITION = {"fact": str, "value": (str, type(None)), "status": str}
QUESTION = {"facts": list, "text": str, "options": list}
STEP = {"text": str, "body": str, "form": str, "evidence": list, "due": (dict, type(None))}
DUE = {"date": (str, type(None)), "earliest": (str, type(None)), "latest": (str, type(None)), "provisional": bool,
       "unit": str, "basis": str}
STANDINGS = {"met", "failed", "open", "defeated"}


def _assert_shape(node: dict[str, Any], shape: dict[str, Any]) -> None:
    for key, kind in shape.items():
        assert key in node, f"缺少 {key}"
        assert isinstance(node[key], kind), (key, node[key])


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_the_answer_keeps_the_contract(book: Rulebook, jurisdiction: str) -> None:
    """Every key of DESIGN.md with its type, closed vocabularies only, on empty, half-known and full cases."""
    random = np.random.default_rng(3)
    for share in (0.0, 0.3, 0.7, 1.0):
        facts = random_facts(book, random, jurisdiction, share)
        case = Case(facts, dict.fromkeys(book.vocabulary.dates, date(2026, 11, 2)) if share > 0.5 else {})
        found = assess(book, jurisdiction, case, TODAY, None if share > 0.5 else ("容错",))
        _assert_contract(book, json.loads(json.dumps(found.as_json(), ensure_ascii=False)))


def _assert_contract(book: Rulebook, answer: dict[str, Any]) -> None:
    _assert_shape(answer, ANSWER)
    allowed = {*book.terms.conclusions, NOTHING_WRITTEN, NOT_ENOUGH}
    assert set(answer["conclusions"]) <= allowed and set(answer["possible"]) <= allowed
    assert set(answer["effects"]) <= set(book.terms.effects)
    assert answer["open_facts"] == list(dict.fromkeys(answer["open_facts"]))
    for clause in answer["clauses"]:
        _assert_shape(clause, CLAUSE)
        assert clause["status"] in STANDINGS and clause["modality"] in book.terms.modalities
        for condition in clause["conditions"]:
            _assert_shape(condition, CONDITION)
            assert condition["status"] in {"met", "failed", "open"} and condition["fact"] in book.vocabulary.facts
    for step in answer["steps"]:
        _assert_shape(step, STEP)
        if step["due"] is not None:
            _assert_shape(step["due"], DUE)
    if answer["next_question"] is not None:
        _assert_shape(answer["next_question"], QUESTION)
        assert set(answer["next_question"]["facts"]) <= set(answer["open_facts"])


def test_the_statuses_are_the_ones_of_the_contract() -> None:
    """A further standing would be a change of the interface."""
    assert {each.value for each in Standing} == STANDINGS
    assert {each.value for each in Status} == {"met", "failed", "open", "doubt"}


def test_nothing_known_is_not_enough(book: Rulebook) -> None:
    """No facts, no conclusion: everything is possible, something is asked, nothing is settled."""
    for jurisdiction in ("hohhot", "yueyang", "shangzhou", "yunnan"):
        answer = assess(book, jurisdiction, Case(), TODAY).as_json()
        assert answer["conclusions"] == [NOT_ENOUGH] and not answer["settled"] and answer["next_question"]


def _step_dates(book: Rulebook, jurisdiction: str, facts: dict[str, str], dates: dict[str, date]) -> list[dict[str, Any]]:
    answer = assess(book, jurisdiction, Case(facts, dates), TODAY, tuple(book.terms.tracks)).as_json()
    return [step["due"] for step in answer["steps"] if step["due"]]


def test_a_step_has_its_date_once_the_start_is_known(book: Rulebook) -> None:
    """岳阳第十二条: fifteen days from receipt; without the day of receipt the unit and the basis, but no date."""
    facts = {"阶段": "已收到决定"}
    unknown = [due for due in _step_dates(book, "yueyang", facts, {}) if "收到决定日期" in due["basis"]]
    assert unknown and all(due["date"] is None and due["unit"] == "日" for due in unknown)
    known = _step_dates(book, "yueyang", facts, {"收到决定日期": date(2026, 11, 2)})
    assert "2026-11-17" in [due["date"] for due in known]


def test_steps_in_working_days_have_dates(book: Rulebook) -> None:
    """Every shipped 工作日 period counted from a Monday in 2026 falls due on a day, with bounds in order."""
    starts = dict.fromkeys(book.vocabulary.dates, date(2026, 11, 2))
    for jurisdiction in JURISDICTIONS:
        for clause in book.clauses_of(jurisdiction):
            if any(step.deadline and step.deadline.unit == "工作日" for step in clause.steps):
                facts = next(dict(each.facts) for each in clause.examples if each.expected == "成立")
                found = [due for due in _step_dates(book, jurisdiction, facts, starts) if due["unit"] == "工作日"]
                assert found and all(due["date"] for due in found), clause.id
                assert all(due["earliest"] <= due["date"] <= due["latest"] for due in found), clause.id


def _run(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, input=text, capture_output=True, text=True, timeout=60)


def test_assess_answers_on_the_command_line(book: Rulebook) -> None:
    """Facts on standard input, the contract on standard output, exit 0, nothing on standard error."""
    done = _run("-m", "bot", "assess", "--jurisdiction", "shangzhou", "--facts", "-", "--json", "--today", "2026-11-20",
                text='{"落实上级部署": "是", "收到决定日期": "2026-11-02"}')
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    _assert_contract(book, answer)
    assert answer["record"]["today"] == "2026-11-20" and answer["rules_version"] == book.version


def test_assess_does_not_load_rasa() -> None:
    """Neither Rasa nor TensorFlow is imported: the answer comes in well under a second."""
    done = _run("-X", "importtime", "-m", "bot", "assess", "--jurisdiction", "zhejiang", "--facts", "-", text="{}")
    assert done.returncode == 0
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "rules" in imported and not imported & {"rasa", "rasa_sdk", "tensorflow", "sklearn", "actions"}


def _refused(capsys: pytest.CaptureFixture[str], command: Any, arguments: list[str]) -> str:
    """The one line a command leaves on standard error when it exits with 2."""
    try:
        code = command(arguments)
    except SystemExit as leaving:
        code = leaving.code
    out, err = capsys.readouterr()
    assert code == 2 and out == "" and "Traceback" not in err
    return err.strip().split("\n")[-1]


@pytest.mark.parametrize("text, says", [
    ("{", "不是合法的 JSON"), ("", "不是合法的 JSON"), ("[]", "事实要写成"), ("\"是\"", "事实要写成"), ("null", "事实要写成"),
    ('{"落实上级部暑": "是"}', "落实上级部署"), ('{"落实上级部署": "对"}', "没有取值“对”"),
    ('{"落实上级部署": true}', "没有取值"), ('{"落实上级部署": ["是"]}', "没有取值"), ('{"落实上级部署": {"是": 1}}', "没有取值"),
    ('{"收到决定日期": "昨天"}', "不是日期"), ('{"收到决定日期": 5}', "不是日期"), ('{"收到决定日期": "2026-02-30"}', "不是日期"),
])
def test_bad_facts_are_refused_in_one_line(text: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, nothing on standard output, and a line that says what to write."""
    path = tmp_path / "facts.json"
    path.write_text(text, "utf-8")
    assert says in _refused(capsys, bot, ["assess", "--jurisdiction", "shangzhou", "--facts", str(path), "--json"])


def test_bad_bytes_and_missing_files_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there, is a folder, or is not UTF-8."""
    path = tmp_path / "facts.json"
    path.write_bytes('{"落实上级部署": "是"}'.encode("gbk"))
    start = ["assess", "--jurisdiction", "shangzhou", "--facts"]
    assert "UTF-8" in _refused(capsys, bot, [*start, str(path)])
    assert "找不到" in _refused(capsys, bot, [*start, str(tmp_path / "没有.json")])
    assert "读不了" in _refused(capsys, bot, [*start, str(tmp_path)])


def test_deeply_nested_facts_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON nested beyond what the reader can follow is bad input, not a crash."""
    path = tmp_path / "facts.json"
    path.write_text("[" * 100_000, "utf-8")
    assert _refused(capsys, bot, ["assess", "--jurisdiction", "shangzhou", "--facts", str(path)])


def test_bad_arguments_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown place, track, day or command, and no command at all."""
    path = tmp_path / "facts.json"
    path.write_text("{}", "utf-8")
    start = ["assess", "--facts", str(path), "--jurisdiction"]
    assert "没有“西安”这个辖区" in _refused(capsys, bot, [*start, "西安"])
    assert "没有“升职”这个事项" in _refused(capsys, bot, [*start, "shangzhou", "--track", "升职"])
    assert "不是日期" in _refused(capsys, bot, [*start, "shangzhou", "--today", "明天"])
    assert _refused(capsys, bot, ["判决"])
    assert _refused(capsys, bot, [])


def test_bad_input_leaves_one_line_and_no_traceback() -> None:
    """The real process: exactly one line on standard error, exit 2, for facts and for bytes that are not text."""
    done = _run("-m", "bot", "assess", "--jurisdiction", "shangzhou", "--facts", "-", text='{"落实上级部暑": "是"}')
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1 and "Traceback" not in done.stderr
    raw = subprocess.run([sys.executable, "-m", "bot", "assess", "--jurisdiction", "shangzhou", "--facts", "-"],
                         cwd=ROOT, input=b"\xff\xfe{", capture_output=True, timeout=60)
    assert raw.returncode == 2 and b"Traceback" not in raw.stderr and len(raw.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command, shows", [
    (["lint"], "规则库没有问题"), (["coverage"], "每一条都有着落"), (["show", "商州第五条第七项"], "急难险重任务"),
])
def test_the_tools_of_the_rule_editor_answer(command: list[str], shows: str) -> None:
    """lint, coverage and show on the shipped rules: exit 0 and what was asked for."""
    done = _run("-m", "rules", *command)
    assert (done.returncode, done.stderr) == (0, "") and shows in done.stdout


def test_the_vocabulary_is_machine_readable(book: Rulebook, capsys: pytest.CaptureFixture[str]) -> None:
    """`rules facts --json`: every fact with its options, every date, and the two further states."""
    assert rules(["facts", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [fact["id"] for fact in told["facts"]] == list(book.vocabulary.facts)
    assert all(fact["options"] == book.vocabulary.facts[fact["id"]].options for fact in told["facts"])
    assert [day["id"] for day in told["dates"]] == list(book.vocabulary.dates)
    assert told["states"] == ["不清楚", "不适用"]


def test_what_cannot_be_shown_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown citation: exit 2 and how to write one."""
    assert "商州第五条第七项" in _refused(capsys, rules, ["show", "量子力学"])


def test_a_finding_is_exit_1(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """lint exits 1 when it found something, and prints each finding."""
    monkeypatch.setattr("rules.lint.DIGESTS", tmp_path / "没有")
    assert rules(["lint"]) == 1
    assert "与登记的摘要不符" in capsys.readouterr().out


def test_an_unknown_document_to_lint_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt key must not pass as “no findings”."""
    assert _refused(capsys, rules, ["lint", "--document", "shangzou"])
