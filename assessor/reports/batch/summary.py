"""What leaders should know, in sentences made of the figures alone."""

from collections.abc import Iterator

from assessor.reports.batch.chinese_numbers import (
    change_text,
    count_text,
    money_text,
    percent,
    score_text,
    share_text,
)
from assessor.reports.batch.figures import Figures, Money
from assessor.reports.batch.report import BatchReport

_MOST_DEFECTS = 3


def leaders_sentences(report: BatchReport) -> tuple[str, ...]:
    """Return the sentences of the first page; without rows only what could not be judged."""
    return tuple(_sentences(report))


def _sentences(report: BatchReport) -> Iterator[str]:
    figures = report.figures
    yield _extent(figures)
    if not figures.rows:
        yield "本批没有读到指标，无法判断质量。"
        return
    yield (
        f"弱指标 {count_text(figures.weak.part)} 条，占 {share_text(figures.weak)}；"
        f"需要修改的指标（弱指标，或有“必须改”“应修改”问题）占 {share_text(figures.urgent)}。"
    )
    if figures.mean_score is not None:
        grades = "、".join(
            f"{name} {count_text(share.part)} 份（{percent(share.value)}）"
            for name, share in figures.grades
            if share.part
        )
        yield f"试评平均得分 {score_text(figures.mean_score)} 分；等级：{grades}。"
    yield _money(figures.money)
    if figures.defects:
        most = "、".join(
            f"{one.title or one.code}（{count_text(one.findings)} 处）"
            for one in figures.defects[:_MOST_DEFECTS]
        )
        yield f"出现最多的问题：{most}。"
    if report.comparison is not None:
        yield from _compared(report)


def _extent(figures: Figures) -> str:
    failed = len(figures.record.failures)
    years = f"，年度：{'、'.join(map(str, figures.years))}" if figures.years else ""
    unread = f"；另有 {count_text(failed)} 个文件未能读取，不在统计之内" if failed else ""
    return (
        f"共读取 {count_text(figures.documents)} 个文件，{count_text(figures.units)} 个单位的 "
        f"{count_text(figures.submissions)} 份申报，{count_text(figures.projects)} 个项目、"
        f"{count_text(figures.rows)} 条指标{years}{unread}。"
    )


def _money(money: Money) -> str:
    unknown = money.weak_projects - money.weak_known
    if not money.known:
        return "各项目均未写明预算金额或计量单位，无法统计弱指标涉及的资金。"
    rest = f"；另有 {count_text(unknown)} 个有弱指标的项目预算不明，未计入" if unknown else ""
    return (
        f"弱指标所在项目的预算合计 {money_text(money.weak_total)}（{count_text(money.weak_known)} 个项目），"
        f"占预算已知项目的 {percent(money.weak_total / money.total if money.total else None)}；"
        f"按弱指标条数比例折算为 {money_text(money.by_share)}{rest}。"
    )


def _compared(report: BatchReport) -> Iterator[str]:
    assert report.comparison is not None
    weak = report.comparison.whole[0]
    certain = "变化较为确定" if weak.change.is_clear else "变化在波动范围之内，不能认定好转或变差"
    if weak.change.value is None:
        yield "与上一批相比：缺少可比的数据，无法判断变化。"
        return
    yardstick = (
        "" if report.comparison.same_yardstick else "；两批的软件或模型版本不同，比较仅供参考"
    )
    yield f"与上一批相比，弱指标占比变化 {change_text(weak.change)}，{certain}{yardstick}。"
