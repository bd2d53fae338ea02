"""Percentages of nothing: the figure is dropped, a task gets its rate of completion."""

import re
from collections.abc import Iterator
from dataclasses import replace

from assessor.core.rewrite import BLANK
from assessor.core.target import Sign
from assessor.rewrites.case import Case, Draft
from assessor.rewrites.repairs.compliance import quality_rates, rated_stem
from assessor.rewrites.repairs.counted import is_task
from assessor.rewrites.repairs.counting_units import measure_for_unit
from assessor.rewrites.repairs.drafting import Maker
from assessor.rewrites.repairs.knowledge import measure_at_end, words
from assessor.rewrites.repairs.naming import (
    bare_of_adjectives,
    counted_name,
    kept_name,
    short_core,
    statement,
)
from assessor.rewrites.repairs.timeliness import act_of, timed
from assessor.rewrites.repairs.values import mended, number_targets, signed
from assessor.taxonomy.level_type import LevelType

_DONE = "百分比没有说明占什么的比例，名称写明是任务的完成率，数字不变"
_COUNT = "百分比没有说明占什么的比例，改为能计数的产出，由填报单位填写"
_SPOKEN = re.compile(r"[率度]\D{0,4}\d")
_GENERIC = "名称没有说明衡量什么，补上项目内容，数字不变"
_RATE = "名称补上度量“{rate}”，与百分比一致，数字不变"
_OF_WHAT = "{measure}指什么的{measure}"
_TASK = re.compile(
    r"(?:任务|工作|计划|活动|检查|培训|检测|巡查|普查|调查|整改|宣传|监测|编制|建设|改造|维护|排查|采购|发放|安装|清理|办理|养护)$"
)
_WHOLE = re.compile(r"^(?:年度|各项)?(?:任务|工作|项目|完成)(?:完成)?(?:数量|情况)?$")


def drafts(case: Case) -> Iterator[Draft]:
    """Yield a rate of completion or of quality for a bare percentage under a noun."""
    if case.reading.value_class != "percent" or len(number_targets(case)) != 1:
        return
    if _SPOKEN.search(case.value):
        return
    name = statement(case)
    sign = number_targets(case)[0].sign
    if sign in (Sign.AT_MOST, Sign.LESS_THAN) or any(word in name for word in words("changes")):
        return
    found = measure_at_end(name)
    if case.parts.pieces or (found and found[1].kind != "rate"):
        return
    if found and (kept_name(case) != name or "W06" in case.codes):
        yield from _of_generic(case)
    if not found and not case.parts.is_aim:
        yield from _of_noun(case, name)


def _of_generic(case: Case) -> Iterator[Draft]:
    """Yield a bare measure (合格率 90%以上) with its object, a blank where no project tells it."""
    full = kept_name(case)
    found = measure_at_end(full)
    lacks = found is not None and found[0] == full
    draft = Maker(case, "percentage").draft(
        f"{BLANK}{full}" if lacks else full, signed(mended(case, full).value),
        reason=_GENERIC, prior=0.9 if lacks else 0.75,
    )  # fmt: skip
    yield replace(draft, name_question=_OF_WHAT.format(measure=full)) if lacks else draft


def _of_noun(case: Case, name: str) -> Iterator[Draft]:
    """Yield rates and counts of a noun that stands over a percentage."""
    make = Maker(case, "percentage")
    stem = bare_of_adjectives(name)
    if _WHOLE.match(stem):
        stem = f"{short_core(case)}任务"
    if stem.endswith(words("rated_acts")) and LevelType.TIMELINESS not in (case.declared or ()):
        full = f"{stem}率"
        yield make.draft(
            full, mended(case, full).value, reason=_RATE.format(rate=full[-3:]), prior=0.88
        )
    yield from _completed(case, stem)
    if LevelType.QUALITY in (case.declared or (case.likely,)):
        rate = quality_rates(rated_stem(case, name) or stem)[0]
        full = f"{rated_stem(case, name) or stem}{rate}"
        yield make.draft(full, mended(case, full).value, reason=_RATE.format(rate=rate), prior=0.6)
    if LevelType.TIMELINESS in (case.declared or ()):
        yield from timed(case, act_of(case, name) or stem, family="percentage")
    counted = counted_name(stem, case.parts.action, case.parts.object)
    if counted and measure_for_unit(counted[1]):
        yield make.draft(counted[0], f"≥{BLANK}{counted[1]}", reason=_COUNT, prior=0.5)


def _completed(case: Case, stem: str) -> Iterator[Draft]:
    if stem.endswith(words("no_task")) or not is_task(case, stem):
        return
    full = f"{stem}{'率' if stem.endswith('完成') else '完成率'}"
    prior = 0.65 if _TASK.search(stem) else 0.4
    yield Maker(case, "percentage").draft(full, mended(case, full).value, reason=_DONE, prior=prior)
