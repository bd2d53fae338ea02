"""What others have done on a submission while a page was open, in words."""

from collections.abc import Iterator

from assessor.apps.web.pages.screening_parts import moment_word
from assessor.workbench.decided import Decision
from assessor.workbench.states import REVIEW_WORDS, Verdict
from assessor.workbench.submission_view import SubmissionView

VERDICT_WORDS = {Verdict.ACCEPT: "采纳", Verdict.DISMISS: "不采纳", Verdict.EDIT: "修改文字后采纳"}
_MOST = 5


def news_between(old: SubmissionView, new: SubmissionView, *, reader: int) -> tuple[str, ...]:
    """Return what changed by other people than the reader, at most a few lines."""
    lines = [*_states(old, new), *_decisions(old, new, reader), *_corrections(old, new)]
    more = len(lines) - _MOST
    return (*lines[:_MOST], *((f"另有 {more} 处变化",) if more > 0 else ()))


def _states(old: SubmissionView, new: SubmissionView) -> Iterator[str]:
    if old.state is not new.state:
        yield f"状态由“{REVIEW_WORDS[old.state]}”改为“{REVIEW_WORDS[new.state]}”"
    if new.reviewer is not None and new.reviewer != old.reviewer:
        yield f"审核人改为{new.reviewer.name}"


def _decisions(old: SubmissionView, new: SubmissionView, reader: int) -> Iterator[str]:
    before = {one.id: one.decided for one in old.all_findings}
    for finding in new.all_findings:
        was, title = before.get(finding.id), finding.plain["title"] or finding.plain["code"]
        if was is None:
            continue
        now = finding.decided
        for earlier, later in ((was.first, now.first), (was.second, now.second),
                               (was.adjudication, now.adjudication)):  # fmt: skip
            if later is not None and later != earlier and later.user_id != reader:
                yield told_decision(title, later)
            elif later is None and earlier is not None and earlier.user_id != reader:
                yield f"{earlier.by}撤销了对“{title}”的决定"


def told_decision(title: str, decision: Decision) -> str:
    """Return who said what of a finding, and when."""
    why = f"（理由：{decision.reason}）" if decision.reason else ""
    return (
        f"{decision.by} {moment_word(decision.made_at)} 对“{title}”的决定："
        f"{VERDICT_WORDS[decision.verdict]}{why}"
    )


def _corrections(old: SubmissionView, new: SubmissionView) -> Iterator[str]:
    known = {one.id for one in old.corrections}
    for one in new.corrections:
        if one.id not in known:
            yield f"{one.by}更正了{one.place}：“{one.old}”改为“{one.new}”"
