"""Judging a trainee's rewrite: by assessing it, as the tool's own rewrites are."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assessor.core.assessment import IndicatorAssessment
from assessor.core.finding import Severity
from assessor.core.rewrite import BLANK
from assessor.core.submission import Indicator
from assessor.evaluation.rewrite_figures import Candidate, RowWords, keeps_object, object_nouns
from assessor.practice.answers import RewriteAnswer
from assessor.practice.explanation import Remark, Standing, remark_of
from assessor.practice.library import Entry, Library
from assessor.practice.samples import sampled, with_blanks
from assessor.practice.topics import Topic, findings_on, seen_topics
from assessor.rewrites.figures import ungrounded
from assessor.rewrites.labels import FIRST_LEVELS
from assessor.rewrites.phrases import content_words, covers, is_rate, plain_phrase
from assessor.rewrites.withholding import withheld
from assessor.text.normalise import normalise

_GONE, _NO_NEW, _OBJECT = 0.5, 0.3, 0.2
_WITHOUT_OBJECT = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRewrite:
    """What became of a row.

    Attributes
    ----------
    left, new
        Defects of the old row that are still there, and those that were not there before.
    after
        The trainee's row, blanks filled with typed samples for this judgement alone; ``None``
        where it could not be judged.
    """

    points: float
    right: bool
    left: frozenset[Topic]
    new: frozenset[Topic]
    remarks: tuple[Remark, ...]
    after: IndicatorAssessment | None


def judge_rewrite(
    library: Library, entry: Entry, before: IndicatorAssessment, answer: RewriteAnswer
) -> JudgedRewrite:
    """Assess what the trainee wrote: defects gone, none new, the object kept, figures grounded.

    A figure that the row does not hold is no error: the trainee is told to ask for it.
    """
    old = before.indicator
    new = _rewritten(old, answer)
    if refusal := _refusal(old, new, before):
        remark = Remark(standing=Standing.LEFT, text=refusal)
        return JudgedRewrite(points=0.0, right=False, left=entry.topics, new=frozenset(),
                             remarks=(remark,), after=None)  # fmt: skip
    (after,) = library.judged((sampled(new),))
    seen = seen_topics(after)
    left, added = entry.topics & seen, seen - entry.topics
    lost = _lost_object(entry, new)
    others = _new_codes(before, after)
    gone = 1 - len(left) / len(entry.topics)
    points = _GONE * gone
    if gone:
        points += _NO_NEW * (not added) * (0.5 if others else 1.0) + _OBJECT * (not lost)
    if lost:
        points = min(points, _WITHOUT_OBJECT)
    return JudgedRewrite(
        points=round(points, 4),
        right=not (left or added or lost or others),
        left=left,
        new=added,
        remarks=tuple(_remarks(entry, old, new, after, lost=lost, others=others)),
        after=replace(after, indicator=new, findings=())
        if BLANK in new.name + new.value
        else after,
    )


def _rewritten(old: Indicator, answer: RewriteAnswer) -> Indicator:
    level1, level2 = old.level1, old.level2
    if answer.level is not None:
        level1, level2 = FIRST_LEVELS[answer.level], answer.level.chinese
    return replace(
        old, name=with_blanks(answer.name), value=with_blanks(answer.value), level1=level1,
        level2=level2,
    )  # fmt: skip


def _refusal(old: Indicator, new: Indicator, before: IndicatorAssessment) -> str:
    """Return why there is nothing to judge, ``""`` if there is."""
    same = (normalise(new.name), normalise(new.value)) == (
        normalise(old.name),
        normalise(old.value),
    )
    if same and new.level2 == old.level2:
        return "与原来的写法相同，问题都还在。"
    reason = withheld(replace(before, indicator=new))
    return f"{reason}。" if reason else ""


def _lost_object(entry: Entry, new: Indicator) -> str:
    """Return how the new row is about something else, ``""`` if it is not.

    Nouns that the expert dropped too may go; some word of the old name, of the expert's name or
    of the project must stay.
    """
    row = entry.row
    expert = "" if row.better is None else row.better.name
    if keeps_object(row.name, _candidate(new.name)) and object_nouns(row.name):
        return ""
    lost = [
        noun
        for noun in object_nouns(row.name)
        if not keeps_object(noun, _candidate(new.name))
        and (not expert or keeps_object(noun, _candidate(expert)))
    ]
    if lost:
        told = "、".join(f"“{noun}”" for noun in lost)
        return f"改写后不见了{told}，换了考核对象；请保留原来要考核的对象。"
    words = [word for text in (row.name, expert, row.project) for word in content_words(text)]
    known = [word for word in words if len(word) > 1 and not is_rate(word)]
    name = plain_phrase(new.name)
    if known and not any(covers(name, word) for word in known):
        return "改写后的名称与原指标和项目都联系不上，换了考核对象；请围绕原来要考核的事项来写。"
    return ""


def _candidate(name: str) -> Candidate:
    return Candidate((RowWords(levels=None, name=name, value=""),))


def _new_codes(before: IndicatorAssessment, after: IndicatorAssessment) -> tuple[str, ...]:
    """Return the checks that fire on the new row alone and speak of none of the topics."""
    known = {finding.code for finding in before.findings}
    known.update(code for topic in Topic for code in topic.codes)
    return tuple(
        dict.fromkeys(
            finding.code
            for finding in after.findings
            if finding.code not in known and finding.severity.rank <= Severity.MINOR.rank
        )
    )


def _remarks(
    entry: Entry,
    old: Indicator,
    new: Indicator,
    after: IndicatorAssessment,
    *,
    lost: str,
    others: tuple[str, ...],
) -> Iterator[Remark]:
    seen = seen_topics(after)
    for topic in Topic:
        if topic in entry.topics and topic not in seen:
            yield Remark(standing=Standing.CLEARED, topic=topic, text="改写后没有这个问题了。")
        elif topic in entry.topics:
            yield _in_new(topic, new, after, Standing.LEFT)
        elif topic in seen:
            yield _in_new(topic, new, after, Standing.NEW)
    for finding in after.findings:
        if finding.code in others:
            remark = remark_of(finding, standing=Standing.NEW)
            is_quoted = ungrounded((remark.text,), (new.name, new.value))
            yield replace(remark, text=f"{remark.title}。") if is_quoted else remark
    if lost:
        yield Remark(standing=Standing.NEW, text=lost)
    figures = ungrounded(
        (new.name, new.value), (old.name, old.value, old.cycle_value, entry.row.project)
    )
    if figures:
        text = f"请向业务部门核实的数：{'、'.join(figures)}。原指标里没有，不掌握时写作{BLANK}。"
        yield Remark(standing=Standing.ASK, text=text)
    if BLANK in new.name + new.value:
        text = f"{BLANK}处由填报单位补充后才算完成；检查时按同类样例试填。"
        yield Remark(standing=Standing.NOTE, text=text)


def _in_new(topic: Topic, new: Indicator, after: IndicatorAssessment, standing: Standing) -> Remark:
    """Return the remark on a defect of the new row; samples in its blanks are never quoted."""
    findings = findings_on(topic, after.findings)
    if not findings:
        return Remark(standing=standing, topic=topic, text=f"{topic.meaning}。")
    remark = remark_of(findings[0], standing=standing, topic=topic)
    is_quoted = ungrounded((remark.text,), (new.name, new.value))
    return replace(remark, text=f"{topic.meaning}。") if is_quoted else remark
