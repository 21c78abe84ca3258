"""The answer on one phone screen: conclusion first, clause and reason, what endangers it, next step and date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from actions.wording import listed, shortened
from rules.assessment import AGGRAVATION, RULING, Assessment, StepDue
from rules.clause import Clause
from rules.condition import Status
from rules.explain import changes, demanded, failed_condition, near_misses, open_conditions, wording
from rules.facts import UNKNOWN
from rules.standing import Standing
from rules.terms import EXCLUDED, NOTHING_WRITTEN

MORE = "回复“展开”看条文全文、条件和依据；说错了直接说“改一下…”；也可以问“如果…会怎样”。"
_SHOWN = 2


def brief(found: Assessment) -> str:
    """The answer for a phone."""
    parts = [_conclusion(found), *_clauses(found), *_effects(found), *_against(found), *_unknown(found),
             *_measures(found), *_steps(found), RULING, MORE]
    return "\n".join(parts)


def _conclusion(found: Assessment) -> str:
    if not found.residual.conclusions:
        return "【初步判断】" + (listed(found.effects) or "这件事项条文只写了程序，见下面的步骤")
    head = "【初步判断】" + listed(found.conclusions)
    if found.settled:
        return head
    return head + "\n（还有事实没弄清，可能的结果：" + listed(found.possible) + "）"


def _clauses(found: Assessment) -> Iterator[str]:
    met = [each.clause for each in found.standing_at(Standing.MET)
           if each.clause.conclusion in found.conclusions or each.clause.effect in found.effects]
    for clause in _one_for_each_label(met):
        yield f"依据：{clause.citation}（{clause.modality}）\n{shortened(clause)}"
        reasons = [wording(found.book.vocabulary, atom.fact, found.case.facts[atom.fact])
                   for atom in clause.condition.atoms() if atom.status(found.case.facts) is Status.MET]
        if reasons:
            yield "因为：" + "；".join(reasons)
    if NOTHING_WRITTEN in found.conclusions:
        yield from _nearest(found)


def _one_for_each_label(clauses: list[Clause]) -> list[Clause]:
    chosen: dict[str, Clause] = {}
    for clause in clauses:
        chosen.setdefault(clause.conclusion or clause.effect or clause.id, clause)
    return list(chosen.values())[:4]


def _nearest(found: Assessment) -> Iterator[str]:
    yield "所列情形都没有成立，也没有写明排除；条文没有说这时怎么办。"
    for clause in near_misses(found.residual, found.case.facts)[:_SHOWN]:
        atom = failed_condition(clause, found.case.facts)
        if atom is not None:
            yield f"最接近的：{clause.citation}，差在要求“{demanded(found.book.vocabulary, atom)}”。"


def _effects(found: Assessment) -> Iterator[str]:
    if found.residual.conclusions and found.effects:
        yield "程序上：" + listed(found.effects)


def _against(found: Assessment) -> Iterator[str]:
    for clause in found.against:
        if clause.conclusion not in found.conclusions:
            yield f"要当心：{clause.title}（{clause.citation}）"
    struck = [each for each in found.standing_at(Standing.DEFEATED) if each.clause.status(found.case.facts) is Status.MET]
    for each in struck[:_SHOWN]:
        by = listed(other.cite for other in each.defeated_by)
        yield f"要当心：{each.clause.cite}“{each.clause.title}”本来符合，但被{by}排除。"
    doubtful = [each for each in found.standing_at(Standing.OPEN) if each.doubts and each.clause.conclusion]
    for each in doubtful[:1]:
        yield f"条文没说清：{each.clause.cite}，{found.book.readings[each.doubts[0]].answer}"


def _unknown(found: Assessment) -> Iterator[str]:
    unknown = [fact for fact in found.open_facts if found.case.facts.get(fact) == UNKNOWN]
    if found.settled or not unknown:
        return
    yield "还没弄清：" + listed(unknown)
    vocabulary = found.book.vocabulary
    for change in [each for each in changes(found.residual, found.case.facts) if set(each.facts) <= set(unknown)][:_SHOWN]:
        (fact, value), = change.facts.items()
        yield (f"如果查明“{wording(vocabulary, fact, value)}”，则：{listed(found.book.terms.in_order(change.conclusions))}"
               f"（能说明的材料：{vocabulary.facts[fact].evidence}）")


def _measures(found: Assessment) -> Iterator[str]:
    if found.measures:
        yield "可能同时要做的：" + listed(found.measures[:4])


def _steps(found: Assessment) -> Iterator[str]:
    own = [each for each in found.steps if each.step.actor != "机关"]
    theirs = [each for each in found.steps if each.step.actor == "机关" and each.step.deadline]
    for each in (own + theirs)[:3] or found.steps[:1]:
        yield "下一步：" + step(each, found.today)


def step(each: StepDue, today: date) -> str:
    """One step in one paragraph: what, to whom, in which form, with what, by when, and then."""
    made = each.step
    head = (each.proviso + "，" if each.proviso else "") + ("办理机关：" if made.actor == "机关" else "") + made.text
    parts = [head, f"向：{made.body}" if made.body else "", f"形式：{made.form}" if made.form else "",
             "带上：" + listed(made.evidence) if made.evidence else "", deadline(each, today),
             f"之后：{made.after}" if made.after else ""]
    return "；".join(part for part in parts if part) + f"（{each.clause.cite}）"


def deadline(each: StepDue, today: date) -> str:
    """The last day, how it is counted, whether it has passed, and the bounds while the calendar is not out."""
    if each.step.deadline is None:
        return each.note
    if each.due is None:
        limit = each.step.deadline
        return each.note or f"期限：自{limit.start.removesuffix('日期')}起{limit.number}{limit.unit}（告诉我日期，我帮您算）"
    due = each.due
    if due.provisional:
        return f"期限：暂定{due.date}（最早{due.earliest}，最晚{due.latest}；那一年的放假安排还没公布）"
    opening = f"{due.earliest}至" if due.earliest != due.date else ""
    passed = "，已经过了，逾期怎么办条文没有写明，请马上问办理机关" if due.date < today and each.step.actor == "本人" else ""
    return f"期限：{opening}{due.date}（{due.basis}{passed}）"


def full(found: Assessment) -> list[str]:
    """Everything behind the answer, a clause a message: words, conditions, assumptions, record."""
    shown = [each for each in found.findings if each.standing is not Standing.FAILED
             and (each.clause.conclusion or each.clause.effect)]
    met = [each for each in shown if each.standing is not Standing.OPEN] or shown[:3]
    pages = [_page(found, each.clause, each.standing) for each in met[:8]]
    tail = ["【假定】" + "\n".join(found.assumptions)] if found.assumptions else []
    notes = "【说明】" + "\n".join(found.notes)
    record = f"【记录】规则版本 {found.book.version}，按 {found.today} 计算。"
    return [*pages, *tail, notes, record]


_STANDING = {Standing.MET: "成立", Standing.DEFEATED: "被排除", Standing.OPEN: "未定", Standing.FAILED: "不成立"}


def _page(found: Assessment, clause: Clause, standing: Standing) -> str:
    quote = "……".join(clause.quote)
    words = f"（报道转述，不是条文）{quote}" if clause.reported else f"“{quote}”"
    lines = [f"{clause.citation}【{_STANDING[standing]}】", words]
    marks = {Status.MET: "✓", Status.FAILED: "✗", Status.OPEN: "？", Status.DOUBT: "？（条文没说清）"}
    lines += [f"{marks[atom.status(found.case.facts)]} {demanded(found.book.vocabulary, atom)}"
              for atom in clause.condition.atoms()]
    return "\n".join(lines)


def checklist(found: Assessment) -> str:
    """Before the act: what each situation in reach still asks for, and what to keep as evidence."""
    lines = ["【事前】照下面做，把材料留好，真出了偏差才说得清："]
    for each in found.standing_at(Standing.OPEN) + found.standing_at(Standing.MET):
        needed = open_conditions(each.clause, found.case.facts)
        if each.clause.conclusion not in (None, EXCLUDED, AGGRAVATION) and len(lines) < 5 and any(
                atom.status(found.case.facts) is Status.MET for atom in each.clause.condition.atoms()):
            todo = [f"{demanded(found.book.vocabulary, atom)}（留：{found.book.vocabulary.facts[atom.fact].evidence}）"
                    for atom in needed]
            lines.append(f"· {each.clause.cite}：" + ("；".join(todo) or "条件已经具备，保存好材料"))
    return "\n".join(lines)
