"""The tables of a report as values, so that every format says the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from assessor.reports.batch.chinese_numbers import (
    change_text,
    count_text,
    money_text,
    percent,
    score_text,
    share_text,
)
from assessor.reports.batch.comparison import Change, Comparison
from assessor.reports.batch.figures import (
    LEAST_ROWS,
    SCORE_BINS,
    Figures,
    GroupFigures,
    WorkItem,
)
from assessor.reports.batch.intervals import Difference, Method, Share

Value = str | int | float | Share | Difference | None


class Kind(StrEnum):
    """How the values of a column are written."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    PERCENT = "percent"
    SCORE = "score"
    CHANGE = "change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column; ``width`` is in characters of a spreadsheet."""

    head: str
    kind: Kind = Kind.TEXT
    width: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its heading and what must be said below it."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""


def value_text(kind: Kind, value: Value) -> str:
    """Return a value as people read it."""
    if value is None:
        return "—"
    if isinstance(value, str):
        return value
    if isinstance(value, Share):
        return share_text(value)
    if isinstance(value, Difference):
        return change_text(value)
    match kind:
        case Kind.MONEY:
            return money_text(value)
        case Kind.PERCENT:
            return percent(value)
        case Kind.SCORE:
            return score_text(value)
        case _:
            return count_text(int(value))


def _text(head: str, width: int = 12) -> Column:
    return Column(head=head, width=width)


def _count(head: str, width: int = 9) -> Column:
    return Column(head=head, kind=Kind.COUNT, width=width)


def _share(head: str) -> Column:
    return Column(head=head, kind=Kind.SHARE, width=24)


def _money(head: str) -> Column:
    return Column(head=head, kind=Kind.MONEY, width=14)


_SCORE = Column(head="平均得分", kind=Kind.SCORE, width=10)


def overview_table(figures: Figures) -> Table:
    """Return the main numbers."""
    money = figures.money
    rows: list[tuple[Value, ...]] = [
        ("读取的文件", count_text(figures.documents), ""),
        ("未能读取的文件", count_text(len(figures.record.failures)), "不在以下各数之内"),
        ("申报", count_text(figures.submissions), f"{figures.units} 个单位"),
        ("项目", count_text(figures.projects), ""),
        ("指标", count_text(figures.rows), ""),
        ("弱指标占比", share_text(figures.weak), f"{count_text(figures.weak.part)} 条"),
        ("需要修改的指标占比（弱指标，或有“必须改”“应修改”问题）", share_text(figures.urgent),
         f"{count_text(figures.urgent.part)} 条"),
        ("平均得分", score_text(figures.mean_score), "各份申报的简单平均"),
        ("弱指标所在项目的预算", money_text(money.weak_total) if money.weak_known else "—",
         unknown_money(money.weak_projects, money.weak_known)),
        ("按弱指标条数比例折算的预算", money_text(money.by_share) if money.known else "—",
         "各项目预算×该项目弱指标占比，合计"),
        ("预算已知的项目合计", money_text(money.total) if money.known else "—",
         unknown_money(money.projects, money.known)),
    ]  # fmt: skip
    return Table(
        key="overview",
        title="主要数据",
        columns=(_text("项目", 34), _text("数值", 28), _text("说明", 40)),
        rows=tuple(rows),
        note=interval_note(figures.weak.method),
    )


def unknown_money(projects: int, known: int) -> str:
    """Say for how many projects the money is known."""
    missing = projects - known
    rest = f"，{count_text(missing)} 个未写明预算或计量单位，未计入" if missing else ""
    return f"{count_text(known)} 个项目{rest}"


def interval_note(method: Method | None) -> str:
    """Say what an interval is and what it is not."""
    how = {
        Method.BOOTSTRAP: "以申报为单位重复抽样得出",
        Method.WILSON: "按 Wilson 方法计算（申报不足 10 份，未考虑同一份申报内指标的相似性）",
        None: "",
    }[method]
    if not how:
        return ""
    return (
        f"括号内为95%置信区间，{how}；只反映数量多少带来的波动，不含软件判断的误差。"
        "弱指标：没有可考核的指标值、表述模糊、级次不符、一条多指、名称含混或名称与值不对应。"
    )


def grade_table(figures: Figures) -> Table:
    """Return the grades of the submissions."""
    return Table(
        key="grades",
        title="申报等级",
        columns=(_text("等级", 10), _count("申报数"), _share("占比（95%区间）")),
        rows=tuple((name, share.part, share) for name, share in figures.grades),
        note="等级由软件按审核要点试评，供参考；申报份数按文件中的申报计。",
    )


def score_table(figures: Figures) -> Table:
    """Return how the scores are spread."""
    edges = list(pairwise(SCORE_BINS))
    rows = tuple(
        (bin_name(low, high), count)
        for (low, high), count in zip(edges, figures.scores, strict=True)
    )
    return Table(
        key="scores", title="得分分布", columns=(_text("得分", 12), _count("申报数")), rows=rows
    )


def bin_name(low: int, high: int) -> str:
    """Return a bin as printed: its upper end belongs to the next one."""
    if low == 0:
        return f"{high}以下"
    return f"{low}–{high}" if high == 100 else f"{low}–{high - 1}"


def defect_table(figures: Figures) -> Table:
    """Return the kinds of defects."""
    return Table(
        key="defects",
        title="问题类型（处数从多到少）",
        columns=(
            _text("编码", 8), _text("问题", 30), _text("程度", 10), _count("处数"),
            _share("有此问题的申报（95%区间）"),
        ),
        rows=tuple(
            (one.code, one.title, one.severity, one.findings, one.submissions)
            for one in figures.defects
        ),
        note="程度为该问题最常见的程度。",
    )  # fmt: skip


_GROUP = (
    _count("申报数"), _count("项目数"), _count("指标数"), _share("弱指标占比（95%区间）"),
    _share("需要修改的指标占比（95%区间）"), _SCORE, _money("弱指标所在项目预算"),
)  # fmt: skip


_PLACE = _GROUP.index(_SCORE)
_OVERLAP = "区间相互重叠的单位，名次先后没有实际意义。"
_TOO_FEW = f"“不排名”指指标不足 {LEAST_ROWS} 条（样本少，占比偶然性大）或名称未写明、未识别。"


def _group_values(one: GroupFigures) -> tuple[Value, ...]:
    return (
        one.submissions, one.projects, one.rows, one.weak, one.urgent, one.score,
        one.money.weak_total if one.money.weak_known else None,
    )  # fmt: skip


def unit_table(figures: Figures) -> Table:
    """Return the units that are ranked."""
    groups = [one for one in figures.by_unit if one.ranked]
    return Table(
        key="units",
        title="单位情况（弱指标占比从高到低）",
        columns=(_count("序号", 6), _text("单位", 34), *_GROUP),
        rows=tuple((n, one.name, *_group_values(one)) for n, one in enumerate(groups, 1)),
        note=_OVERLAP,
    )


def unranked_table(figures: Figures) -> Table:
    """Return the units with too few rows for a place."""
    groups = [one for one in figures.by_unit if not one.ranked]
    return Table(
        key="unranked",
        title=f"样本少、不排名的单位（指标不足 {LEAST_ROWS} 条或未写明单位，按指标条数从多到少）",
        columns=(_text("单位", 34), *_GROUP),
        rows=tuple((one.name, *_group_values(one)) for one in groups),
    )


def unit_list(figures: Figures) -> Table:
    """Return all units in one table, the ranked ones first; the others have no number."""
    return Table(
        key="unit-list",
        title="单位情况（弱指标占比从高到低；样本少、不排名的在后，按指标条数从多到少）",
        columns=(_count("名次", 8), _text("单位", 44), *_GROUP),
        rows=tuple(
            (place, one.name, *_group_values(one)) for place, one in _places(figures.by_unit)
        ),
        note=f"{_OVERLAP}{_TOO_FEW}",
    )


def _places(groups: Sequence[GroupFigures]) -> Iterator[tuple[int | str, GroupFigures]]:
    """Yield groups with their places, which those of few rows do not get."""
    for number, one in enumerate(groups, 1):
        yield (number if one.ranked else "不排名", one)


def sector_table(figures: Figures) -> Table:
    """Return the sectors; those with few rows stand last and have no place."""
    return Table(
        key="sectors",
        title="领域情况（弱指标占比从高到低；样本少、不排名的在后，按指标条数从多到少）",
        columns=(
            _count("名次", 8), _text("领域", 20),
            *(column for column in _GROUP if column is not _SCORE),
        ),
        rows=tuple(
            (place, one.name, *_group_values(one)[:_PLACE], *_group_values(one)[_PLACE + 1 :])
            for place, one in _places(figures.by_sector)
        ),
        note="领域按单位名称和项目名称中的词语归类；一份申报的项目可以属于不同领域。"
        f"{_TOO_FEW}",
    )  # fmt: skip


_WORK = (
    _count("序号", 6), _text("单位", 28), _text("项目", 38), _money("预算"), _count("指标数", 8),
    _count("弱指标", 8), Column(head="平均薄弱概率", kind=Kind.PERCENT, width=12),
    _money("优先值"), _text("先看的指标", 50),
)  # fmt: skip


def worklist_table(figures: Figures, *, most: int | None = None) -> Table:
    """Return what a reviewer should look at, most money x probability first."""
    items = figures.worklist[:most]
    left = figures.work_total - len(items)
    more = f"另有 {count_text(left)} 个项目未列出。" if left else ""
    return Table(
        key="worklist",
        title="审核工作清单（优先值从高到低）",
        columns=_WORK,
        rows=tuple(_work_values(item) for item in items),
        note="按优先值（预算×平均薄弱概率）从高到低；未写明预算的项目排在后面，"
        f"按概率×指标条数排序。概率取各类薄弱情形概率中最大的一个，为保守估计。{more}",
    )


def _work_values(item: WorkItem) -> tuple[Value, ...]:
    return (
        item.number, item.unit, item.project, item.budget, item.rows, item.weak,
        item.probability, item.priority, "；".join(item.worst),
    )  # fmt: skip


_CHANGES = (
    _share("上一批"),
    _share("本批"),
    Column(head="变化（95%区间）", kind=Kind.CHANGE, width=28),
)


def comparison_tables(comparison: Comparison) -> tuple[Table, ...]:
    """Return the changes since the last batch."""
    counts = tuple(
        (name, *(score_text(n) if name == "平均得分" else "—" if n is None else count_text(int(n))
                 for n in (before, now)))
        for name, before, now in comparison.counts
    )  # fmt: skip
    yardstick = (
        ""
        if comparison.same_yardstick
        else "两批所用的软件或模型版本不同，变化中可能含有判断尺度的变化。"
    )
    units = f"两批都有的单位 {len(comparison.units)} 个；只在上一批的 {comparison.only_before} 个，只在本批的 {comparison.only_now} 个。"
    return (
        Table(
            key="compared", title=f"与上一批对照（{comparison.source}）",
            columns=(_text("项目", 24), _text("上一批", 14), _text("本批", 14)), rows=counts,
            note=yardstick,
        ),
        _changes("compared-shares", "占比变化", "项目", (*comparison.whole, *comparison.grades)),
        _changes("compared-defects", "有此问题的申报占比变化", "问题（变化较为确定的在前）", comparison.defects),
        _changes("compared-units", "单位弱指标占比变化", "单位（变化较为确定的在前，样本少的在后）", comparison.units, note=units),
    )  # fmt: skip


def _changes(
    key: str, title: str, head: str, changes: Sequence[Change], *, note: str = ""
) -> Table:
    return Table(
        key=key,
        title=title,
        columns=(_text(head, 34), *_CHANGES),
        rows=tuple(
            (
                f"{one.code} {one.name}".strip() + ("（样本少）" if one.is_small else ""),
                one.before,
                one.now,
                one.change,
            )
            for one in changes
        ),
        note=f"{note}区间不含0的变化较为确定。",
    )
