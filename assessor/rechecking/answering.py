"""Each point of an old version: answered, partly, not, or answered by deleting; and new defects."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessor.core.assessment import SubmissionAssessment
from assessor.core.finding import Place
from assessor.core.ledger import Outcome
from assessor.core.located import Located, located_findings
from assessor.core.recheck import Answer, AnsweredPoint, NewDefect, Recheck
from assessor.core.submission import Field, Indicator
from assessor.rechecking.likeness import alike, contained
from assessor.rechecking.rows import Followed, RowFate
from assessor.rechecking.versions import SameProject, SameVersions, pair_versions

# Points that ask for an indicator: taking the promise out of the goal is no answer.
_PROMISES = ("S05",)
# Words of a hint that leaves it open to take the promise out of the goal.
OFFERS_REMOVAL = "从绩效目标中删去"
# Points whose remedy is to take the row out (their hints and mends say so).
_OUT_WITH_IT = ("C05", "S03", "S06")
# Points of which one text may hold several, so that only like words are the same point.
_ONE_BY_ONE = (*_PROMISES, "E12")
_OPEN_OUTCOMES = (Outcome.CANNOT_JUDGE, Outcome.FAILED, Outcome.NOT_SELECTED)
_SAME_WORDS = 0.6
_NO_PROJECT = "新材料中没有这个项目"
_NO_SUBMISSION = "新材料中没有对应的申报（单位或项目对不上），无法核对"


def recheck(old: Sequence[SubmissionAssessment], new: Sequence[SubmissionAssessment]) -> Recheck:
    """Compare two assessed versions; hints (提示) are no points and are left out."""
    same = pair_versions(old, new)
    answering = _Answering(old, new, same)
    points = tuple(
        answering.answer(number, located)
        for number, submission in enumerate(old)
        for located in located_findings(submission)
        if located.is_point
    )
    return Recheck(points=points, defects=answering.defects(), notices=_notices(old, new, same))


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding of the new version and the submission it stands in."""

    submission: int
    located: Located


class _Answering:
    """Compares point by point; a finding of the new version keeps at most one point open."""

    def __init__(
        self,
        old: Sequence[SubmissionAssessment],
        new: Sequence[SubmissionAssessment],
        same: SameVersions,
    ) -> None:
        self._new = new
        self._projects = {project.old: project for project in same.projects}
        self._submissions = dict(same.submissions)
        self._found = [
            _Found(number, located)
            for number, submission in enumerate(new)
            for located in located_findings(submission)
        ]
        self._by_row: dict[tuple[int, int, str], list[Located]] = {}
        for found in self._found:
            one = found.located
            if one.row is not None and one.number is not None:
                key = (found.submission, one.number, one.row.indicator.id)
                self._by_row.setdefault(key, []).append(one)
        self._used: set[int] = set()
        self._old_codes = _codes_by_row(old)
        self._known_rows = {
            (project.new, place)
            for project in same.projects
            if project.new is not None
            for fate in project.rows
            for place in fate.new
        }

    def answer(self, number: int, located: Located) -> AnsweredPoint:
        """Tell what became of one point of the old submission ``number``."""
        if located.number is None:
            return self._of_whole(number, located)
        project = self._projects[number, located.number]
        if project.new is None:
            gone = self._submissions[number] is None
            return AnsweredPoint(
                old=located,
                answer=Answer.UNCLEAR if gone else Answer.DELETED,
                why=_NO_SUBMISSION if gone else _NO_PROJECT,
            )
        if located.row is not None:
            return self._of_row(located, project, (number, located.number))
        return self._beside_rows(located, project)

    def _of_whole(self, number: int, located: Located) -> AnsweredPoint:
        target = self._submissions[number]
        if target is None:
            return AnsweredPoint(old=located, answer=Answer.UNCLEAR, why=_NO_SUBMISSION)
        here = [f for f in self._found if f.submission == target and f.located.number is None]
        return self._still_or_gone(located, here, target, None)

    def _beside_rows(self, located: Located, project: SameProject) -> AnsweredPoint:
        assert project.new is not None
        submission, number = project.new
        here = [
            found
            for found in self._found
            if found.submission == submission
            and found.located.number == number
            and found.located.row is None
        ]
        if located.finding.code in _PROMISES and not self._is_still_promised(located, project.new):
            return _taken_out(located)
        return self._still_or_gone(located, here, submission, number)

    def _is_still_promised(self, located: Located, at: tuple[int, int]) -> bool:
        words = located.finding.text
        goals = self._new[at[0]].projects[at[1]].project.goals
        return not words.strip() or any(
            contained(words, goal.text) >= _SAME_WORDS for goal in goals
        )

    def _still_or_gone(
        self, located: Located, here: list[_Found], submission: int, project: int | None
    ) -> AnsweredPoint:
        now = self._same_defect(located, here)
        if now is not None:
            changed = now.finding.text != located.finding.text
            if now.finding.severity.rank > located.finding.severity.rank:
                why = f"程度减轻（{now.finding.severity.chinese}），问题仍在"
                return AnsweredPoint(old=located, answer=Answer.PARTLY, why=why, now=(now,))
            why = "文字已改，同一问题仍在" if changed else "没有改动，问题仍在"
            return AnsweredPoint(old=located, answer=Answer.NOT, why=why, now=(now,))
        missing = self._not_judged(located.finding.code, submission, project)
        if missing:
            why = f"新材料中这一项无法核对：{missing}"
            return AnsweredPoint(old=located, answer=Answer.UNCLEAR, why=why)
        return AnsweredPoint(old=located, answer=Answer.ANSWERED, why="问题已不存在")

    def _not_judged(self, code: str, submission: int, project: int | None) -> str:
        """Return why a check came to no judgement in the new version, ``""`` if it did."""
        for entry in self._new[submission].ledger or ():
            if entry.code != code or entry.outcome not in _OPEN_OUTCOMES:
                continue
            if entry.of_rows and entry.outcome is Outcome.FAILED:
                continue  # told row by row
            if project is None or not entry.projects or project in entry.projects:
                return {
                    Outcome.CANNOT_JUDGE: f"缺少{entry.missing}",
                    Outcome.NOT_SELECTED: "未选这项检查",
                }.get(entry.outcome, "检查出错")
        return ""

    def _same_defect(self, located: Located, here: list[_Found]) -> Located | None:
        """Take the finding of the same check at the same kind of place whose words are nearest."""
        scored = [
            (alike(located.finding.text, found.located.finding.text), -place, found.located)
            for place, found in enumerate(here)
            if found.located.finding.code == located.finding.code
            and found.located.finding.place is located.finding.place
            and id(found.located) not in self._used
        ]
        several = located.finding.code in _ONE_BY_ONE or (
            len(scored) > 1 and located.finding.place in (Place.GOAL, Place.PARAGRAPH, Place.FUNDS)
        )
        likeness, _, best = max(scored, key=lambda item: item[:2], default=(0.0, 0, None))
        if best is None or (several and likeness < _SAME_WORDS):
            return None
        self._used.add(id(best))
        return best

    def _of_row(
        self, located: Located, project: SameProject, old: tuple[int, int]
    ) -> AnsweredPoint:
        assert project.new is not None
        assert located.row is not None
        row = located.row.indicator
        fate = next(fate for fate in project.rows if fate.old is row)
        if fate.how is Followed.GONE:
            moved = self._in_other_project(row, project.new)
            if moved is None:
                if located.finding.code in _OUT_WITH_IT:
                    why = "已按修改要求去掉这条指标"
                    return AnsweredPoint(old=located, answer=Answer.ANSWERED, why=why)
                return AnsweredPoint(
                    old=located, answer=Answer.DELETED, why=self._deleted(fate, project.new)
                )
            rows, at = (moved[1],), moved[0]
            fate = RowFate(old=row, how=Followed.MOVED, new=rows)
        else:
            at = project.new
        return self._followed_row(located, fate, at, old)

    def _followed_row(
        self, located: Located, fate: RowFate, at: tuple[int, int], old: tuple[int, int]
    ) -> AnsweredPoint:
        assert located.row is not None
        new_rows = [self._new[at[0]].projects[at[1]].indicators[place] for place in fate.new]
        ids = tuple(row.indicator.id for row in new_rows)
        here = [one for row in ids for one in self._by_row.get((*at, row), ())]
        code = located.finding.code
        still = [one for one in here if one.finding.code == code]
        known = self._old_codes.get((*old, fate.old.id), set())
        instead = [one for one in here if self._replaces(one, located, known)]
        now = tuple(still or instead)
        self._used.update(id(one) for one in now)
        answer, why = self._judged(located, fate, new_rows_count=len(ids), still=still,
                                   instead=instead)  # fmt: skip
        crashed = any(failed.code == code for row in new_rows for failed in row.failures)
        missing = "检查出错" if crashed else self._not_judged(code, at[0], at[1])
        if answer is Answer.ANSWERED and missing:
            answer, why = Answer.UNCLEAR, f"新材料中这一项无法核对：{missing}"
        names = [row.indicator.name for row in new_rows]
        return AnsweredPoint(
            old=located,
            answer=answer,
            why=f"{_followed_words(fate, names)}{why}",
            rows=ids,
            now=now,
        )

    @staticmethod
    def _replaces(one: Located, located: Located, known: set[str]) -> bool:
        """Tell whether a finding is the old defect in another shape: new here, and no lighter."""
        return (
            one.is_point
            and one.finding.code not in known
            and one.finding.field is located.finding.field
            and one.finding.severity.rank <= located.finding.severity.rank
        )

    @staticmethod
    def _judged(
        located: Located,
        fate: RowFate,
        *,
        new_rows_count: int,
        still: list[Located],
        instead: list[Located],
    ) -> tuple[Answer, str]:
        if still:
            open_rows = {one.row.indicator.id for one in still if one.row is not None}
            if len(open_rows) < new_rows_count:
                return Answer.PARTLY, f"拆出的 {new_rows_count} 条中 {len(open_rows)} 条仍有此问题"
            if min(one.finding.severity.rank for one in still) > located.finding.severity.rank:
                return Answer.PARTLY, f"程度减轻（{still[0].finding.severity.chinese}），问题仍在"
            return Answer.NOT, _unchanged_words(located, still[0])
        if instead:
            codes = "、".join(dict.fromkeys(one.finding.code for one in instead))
            return Answer.PARTLY, f"原问题已改，同一栏又有新问题（{codes}）"
        return Answer.ANSWERED, "问题已不存在"

    def _in_other_project(
        self, row: Indicator, at: tuple[int, int]
    ) -> tuple[tuple[int, int], int] | None:
        """Find a row that was moved to another project: the same name, and nothing paired to it."""
        for number, project in enumerate(self._new[at[0]].projects):
            for place, other in enumerate(project.indicators):
                here = ((at[0], number), place)
                same = alike(row.name, other.indicator.name) == 1.0 and row.name.strip()
                if number != at[1] and same and here not in self._known_rows:
                    self._known_rows.add(here)
                    return (at[0], number), place
        return None

    def _deleted(self, fate: RowFate, at: tuple[int, int]) -> str:
        if not fate.instead:
            return "新材料中没有这条指标，也没有相近的指标"
        rows = self._new[at[0]].projects[at[1]].indicators
        names = "、".join(f"“{_short(rows[place].indicator.name)}”" for place in fate.instead)
        return f"新材料中没有这条指标；同一位置新设{names}，是否替代由审核人判断"

    def defects(self) -> tuple[NewDefect, ...]:
        """Return the points of the new version that no old point accounts for."""
        return tuple(
            NewDefect(found=found.located, on_new_row=self._is_on_new_row(found))
            for found in self._found
            if found.located.is_point and id(found.located) not in self._used
        )

    def _is_on_new_row(self, found: _Found) -> bool:
        located = found.located
        if located.row is None or located.project is None or located.number is None:
            return False
        places = [row.indicator.id for row in located.project.indicators]
        place = places.index(located.row.indicator.id)
        return ((found.submission, located.number), place) not in self._known_rows


def _taken_out(located: Located) -> AnsweredPoint:
    """Answer a point whose promise is gone from the goal and has no row either."""
    words = f"从目标中删去了“{_short(located.finding.text)}”"
    if OFFERS_REMOVAL in located.finding.hint:
        why = f"{words}；该任务是否确实不属于本项目、不再开展，由审核人判断"
        return AnsweredPoint(old=located, answer=Answer.REMOVED, why=why)
    return AnsweredPoint(old=located, answer=Answer.DELETED, why=f"{words}，没有补设指标")


def _codes_by_row(
    submissions: Sequence[SubmissionAssessment],
) -> dict[tuple[int, int, str], set[str]]:
    codes: dict[tuple[int, int, str], set[str]] = {}
    for number, submission in enumerate(submissions):
        for located in located_findings(submission):
            if located.row is not None and located.number is not None:
                key = (number, located.number, located.row.indicator.id)
                codes.setdefault(key, set()).add(located.finding.code)
    return codes


def _followed_words(fate: RowFate, names: list[str]) -> str:
    """Return how the row was found again, as the beginning of a sentence."""
    listed = "、".join(f"“{_short(name)}”" for name in names)
    return {
        Followed.SAME: "",
        Followed.MOVED: "指标移到别处，",
        Followed.RENAMED: f"指标改名为{listed}，",
        Followed.BY_PLACE: f"指标改为{listed}（按所在位置对应，请核对），",
        Followed.SPLIT: f"指标拆为{listed}，",
        Followed.GONE: "",
    }[fate.how]


def _unchanged_words(located: Located, now: Located) -> str:
    field = located.finding.field
    old = located.row.indicator.text(field) if located.row and _is_of_row(field) else ""
    new = now.row.indicator.text(field) if now.row and _is_of_row(field) else ""
    if old == new:
        return "没有改动，问题仍在"
    return f"由“{_short(old)}”改为“{_short(new)}”，同一问题仍在"


def _is_of_row(field: Field) -> bool:
    return hasattr(Indicator(id="", name="", value=""), field.value)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 30 else f"{words[:29]}…"


def _notices(
    old: Sequence[SubmissionAssessment], new: Sequence[SubmissionAssessment], same: SameVersions
) -> tuple[str, ...]:
    notices = []
    for number, target in same.submissions:
        if target is None:
            notices.append(f"原材料中{_whose(old[number])}的申报在新材料中没有对应的申报")
            continue
        years = (old[number].submission.year, new[target].submission.year)
        if None not in years and years[0] != years[1]:
            notices.append(f"两份材料的年度不同：原 {years[0]} 年，新 {years[1]} 年")
    paired = {target for _, target in same.submissions}
    notices += [
        f"新材料中{_whose(one)}的申报在原材料中没有对应的申报"
        for number, one in enumerate(new)
        if number not in paired
    ]
    return tuple(dict.fromkeys(notices))


def _whose(one: SubmissionAssessment) -> str:
    unit = " ".join((one.submission.organisation or "").split())
    return f"“{unit}”" if unit else "未写单位"
