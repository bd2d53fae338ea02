"""Annual values that are not of the year: a later deadline, or the total of several years."""

import re
from collections.abc import Iterator

from assessor.checks.quantities import written
from assessor.checks.row_readings import full_span, single_quantity
from assessor.checks.submission_check import (
    Answer,
    CannotJudge,
    NotApplicable,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.checks.word_lists import check_pattern
from assessor.checks.yearly_amounts import adds_up, compared_amounts
from assessor.core.finding import Severity
from assessor.core.span import Span
from assessor.core.submission import Field, Indicator
from assessor.core.target import TargetKind
from assessor.taxonomy.level_names import declared_types
from assessor.taxonomy.level_type import LevelType
from assessor.text.normalise import normalise
from assessor.text.target_grammar import parse_targets

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\s*年|[.\-/](?:1[0-2]|0?[1-9])(?!\d))")
_NEXT = re.compile(r"(?:次年|明年|下一?年度?|翌年)(?:年?底|年?初|\d|[一二三四五六七八九十]|内)")
_TITLES = re.compile(r"《[^》]*》|[(（][^()（）]*[)）]")
_TOTAL = re.compile(
    r"(?<![\d近前去])(?:[两二三四五2-5]年|实施期|项目期|建设期|周期|规划期|[“\"]?十[四五六]五[”\"]?期间?)"
    r"(?:间|内)?(?:累计|共计?|合计|总计|完成)(?!.*(?:平均|均值))"
)
_YEARS = re.compile(
    r"20\d\d\s*年?\s*[-—–~～至到]{1,2}\s*20\d\d\s*年?(?:期间|度)?,?\s*(?:间|内)?(?:累计|总计|合计|共计?|完成|≥|>=|不少于|不低于|\d)"
    r"(?!.*(?:平均|均值|年均|每年))"
)
_NAMED = re.compile(
    r"(?:(?:20\d\d\s*年?\s*[-—–~～至到]{1,2}\s*20\d\d\s*年?|[两二三四五2-5]年)(?:间|内|来)?|实施期|项目期|规划期|周期)(?:累计|合计|总计|共)"
)
_LATE = "超出了{year}年度，当年无法考核"
_LATE_TODO = "改为{year}年内要完成的节点或数量，以后年度的写入实施期指标值"
_SUM = "是多年合计，不是{year}年度的目标"
_SUM_TODO = "只填{year}年当年计划完成的数量，多年合计写入实施期指标值"
_MORE = "大于实施期总量“{cycle}”，年度口径与累计口径混淆"
_MORE_TODO = "核对两个值：实施期填全部年份合计，年度只填当年计划数"


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield annual values with a later year, a total of years, or more than the whole term."""
    year = subject.submission.year
    if not any(subject.rows):
        yield NotApplicable(reason="申报中没有三级指标")
    dated = False
    for number, project, rows in subject.projects():
        for row in rows:
            plain = _without_titles(normalise(row.value))
            if adds_up(row, project) and compared_amounts(row)[0] > compared_amounts(row)[1]:
                told = _MORE.replace("{cycle}", row.cycle_value.strip())
                yield _hit(number, row, _value_span(row), year, told, _MORE_TODO)
            elif _is_total(row, plain):
                yield _hit(number, row, _value_span(row), year, _SUM, _SUM_TODO)
            elif _lasts(row):
                continue
            elif year is None:
                dated = dated or _YEAR.search(plain) is not None
            elif late := _late(plain, year):
                yield _hit(number, row, _around(row, late), year, _LATE, _LATE_TODO)
    if dated:
        yield CannotJudge(missing="申报年度（指标值中的日期无法判断是否超出年度）")


def _is_total(row: Indicator, plain: str) -> bool:
    """Tell whether a value, or the name of a row with an amount, speaks of several years."""
    if check_pattern("v16.compared").search(plain):
        return False
    if _TOTAL.search(plain) or _YEARS.search(plain):
        return True
    quantity = single_quantity(row)
    if quantity is None or quantity.unit in ("%", "") or row.cycle_value.strip():
        return False
    name = normalise(row.name)
    return _NAMED.search(name) is not None and not check_pattern("v16.compared").search(name)


def _lasts(row: Indicator) -> bool:
    """Tell whether a row is of an effect or validity that outlasts the year by its nature."""
    lasting = declared_types(row.level1, row.level2) == (LevelType.SUSTAINABILITY,)
    return lasting or check_pattern("v16.not_of_this_year").search(row.name) is not None


def _without_titles(value: str) -> str:
    """Blank out titles of documents and bracketed additions; places stay."""
    return _TITLES.sub(lambda found: " " * len(found.group()), value)


def _late(plain: str, year: int) -> Span | None:
    """Return the first mention of a year after ``year``."""
    if check_pattern("v16.not_of_this_year").search(plain):
        return None
    for found in _YEAR.finditer(plain):
        if int(found.group(1)) > year:
            return Span(*found.span())
    found_next = _NEXT.search(plain)
    return Span(*found_next.span()) if found_next else None


def _around(row: Indicator, mention: Span) -> Span:
    """Return the date that a mention of a year belongs to."""
    for target in parse_targets(row.value):
        if target.kind is TargetKind.DATE and target.span.overlaps(mention):
            return Span(target.span.start, max(target.span.end, mention.end))
    return _value_span(row)


def _value_span(row: Indicator) -> Span:
    return Span(*full_span(row.value))


def _hit(
    project: int, row: Indicator, span: Span, year: int | None, problem: str, todo: str
) -> SubmissionHit:
    told = "本" if year is None else written(year)
    words = tuple((k, t.replace("{year}", told)) for k, t in (("problem", problem), ("todo", todo)))
    return SubmissionHit(
        place=Place.ROW, project=project, row=row.id, field=Field.VALUE,
        start=span.start, end=span.end, words=words,
    )  # fmt: skip


CHECK = SubmissionCheck(
    code="V16",
    name="beyond-fiscal-year",
    title="累计与年度口径混淆",
    severity=Severity.MAJOR,
    message="“{name}”的年度指标值“{text}”{problem}",
    hint="{todo}",
    what="年度指标值写了以后年度的日期，或者写了多年累计数，或者比整个实施期的数还大。",
    why="年度指标按年度考核，跨年的日期和多年累计数当年无法判断是否完成，也与当年预算不对应。",
    mend="按年度分解：年度值只写当年的节点和数量，实施期值写全部。",
    limits="学年、质保期、有效期、使用年限、可持续影响、规划名称和文件名中的年份不报；不知道申报年度的不判断日期；实施期指标值不受此限。",
    source="一般做法：年度指标值应在预算年度内可考核",
    find=find,
    subsumes=("S07", "S09"),
)
