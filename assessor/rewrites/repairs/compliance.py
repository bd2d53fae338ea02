"""Values that point at a rule, a plan or a task: a rate, a standard that is named, or a number."""

import re
from collections.abc import Iterator
from dataclasses import replace

from assessor.core.rewrite import BLANK
from assessor.rewrites.allness import says_all
from assessor.rewrites.case import Case, Draft
from assessor.rewrites.casing import names_nothing
from assessor.rewrites.name_reading import asks_of_nothing
from assessor.rewrites.repairs.blank_measures import settled
from assessor.rewrites.repairs.drafting import Maker, is_unsettled
from assessor.rewrites.repairs.knowledge import (
    is_unwanted,
    measure_at_end,
    people_words,
    rate_said,
    words,
)
from assessor.rewrites.repairs.naming import (
    bare_of_adjectives,
    saved_name,
    short_core,
    statement,
    without_event,
)
from assessor.rewrites.repairs.values import mended, number_targets
from assessor.taxonomy.level_type import LevelType

_UNCLEAR = frozenset({"W06", "W03", "W04"})
_RATE = "“{value}”没有写明标准，改为可核查的{measure}"
_MISSING = "名称没有度量，补上“{measure}”后可以核查"
_NAMED = "“{value}”没有写明标准，写出标准名称后可以查证"
_PRICE = "成本以标准或上限衡量，由填报单位填写金额和计算单位"
_PAID = "名称写明是什么的成本，金额不变"
_DONE = "任务以完成率衡量"
_ASPECTS = re.compile(
    r"(?:的)?(?:质量|情况|水平|标准|程度|效果|状况|规范性?|要求|准确性?|合规性|科学性|合理性|先进性|一致性|完整性|真实性|有效性|及时性|时效性|作用发挥|作用)+$"
)
_WORKS = (
    "工程",
    "修缮",
    "改造",
    "建设",
    "施工",
    "维修",
    "设备",
    "采购",
    "购置",
    "安装",
    "项目",
    "装修",
)
_CHECKED = (
    "检测",
    "产品",
    "器材",
    "食品",
    "物资",
    "药品",
    "器具",
    "作业",
    "档案",
    "保洁",
    "数据",
    "样品",
    "苗",
)
_ACCURATE = ("核算", "认定", "识别", "信息", "数据", "报告", "统计", "登记", "测报", "预报", "申报")
_KINDS = {
    "验收合格率": "竣工或到货验收单",
    "抽检合格率": "抽检报告",
    "准确率": "抽查复核记录",
    "达标率": "考核或检查记录",
    "合格率": "检查记录",
    "合规率": "内部检查或审计记录",
    "规范率": "检查记录",
    "评审通过率": "专家评审意见",
    "评审优良率": "专家评审意见",
    "完好率": "设备设施巡检表",
    "有效率": "效果评估记录",
    "正常运行率": "运行日志或监控记录",
}
_OUTWARD = ("社会成本", "生态", "环境")
_SPENT = re.compile(r"据实|结算|列支|预算|节约|节俭|合同|标准|控制|支出|元")
_RUNNING = ("系统", "平台", "网络", "网站")
_HIGH = re.compile(r"优|高|一流|先进|领先|精品")
_SAMPLED = ("抽查", "抽检", "检测", "检验", "评查")
_TREATED = ("康复", "治疗", "诊疗", "防治", "除治", "矫正", "干预", "防控", "戒治", "救治")
_FALLBACK = "合格率"
_ALLOWANCES = ("补贴", "补助", "工资", "津贴", "慰问金", "补贴支出", "补助支出", "奖励")
_ENDS_COST = ("标准", "单价", "成本", "费用", "经费", "费", "支出", "补贴", "补助", "工资", "津贴")


def drafts(case: Case) -> Iterator[Draft]:
    """Yield what suits the declared type: a rate of quality, a price, a share of the task."""
    name = statement(case)
    homes: set[LevelType | None] = set(case.declared or (case.likely,))
    homes |= {case.likely} if "C01" in case.codes else set()
    if LevelType.COST in homes and (is_unsettled(case) or case.codes & _UNCLEAR):
        yield from prices(case, name)
    if (not is_unsettled(case) and not _says_all(case)) or case.parts.pieces:
        return
    if measure_at_end(name) is None and not _is_bad(name):
        yield from _said_rate(case, name)
        if LevelType.QUALITY in homes:
            yield from _quality(case, name)
    if homes & {LevelType.QUANTITY, LevelType.QUALITY, None} or not case.declared:
        yield from _task(case, name)


def _is_bad(name: str) -> bool:
    return is_unwanted(bare_of_adjectives(name))


def _says_all(case: Case) -> bool:
    return says_all(case)


def _said_rate(case: Case, name: str) -> Iterator[Draft]:
    """Yield the rate that an adjective of the value or the name stands for."""
    rate = rate_said(case.value) or rate_said(name.removesuffix("性")[-2:])
    near = (LevelType.QUALITY, LevelType.QUANTITY, LevelType.TIMELINESS, None)
    here: set[LevelType | None] = {*(case.declared or ()), case.likely}
    if rate in ("", "及时率") or case.parts.is_aim or not here & set(near):
        return
    stem = rated_stem(case, name)
    if not stem:
        return
    full = f"{stem}{rate}"
    strong = LevelType.QUALITY in (case.declared or ()) or _says_all(case)
    yield Maker(case, "stated-rate").draft(
        full, settled(case, full), prior=0.72 if strong else 0.5,
        reason=_said(case, rate),
    )  # fmt: skip


def _said(case: Case, rate: str) -> str:
    """Return why a rate is proposed in place of what the row says."""
    if number_targets(case) or not case.value:
        return _MISSING.format(measure=rate)
    return _RATE.format(value=case.value, measure=rate)


def rated_stem(case: Case, name: str) -> str:
    """Return the thing that is good or bad: 修缮工程质量 gives 修缮工程."""
    if asks_of_nothing(case.parts.text):
        return short_core(case)
    stem = bare_of_adjectives(_ASPECTS.sub("", name))
    stem = re.sub(r"(?:符合|达到|满足).*$|取得$", "", stem)
    return stem if len(stem) >= 2 and not names_nothing(stem) else short_core(case)


def quality_rates(stem: str) -> tuple[str, ...]:
    """Return the rates of quality that suit ``stem``, the likeliest first."""
    if stem.endswith(words("procedures")):
        return "合规率", "规范率"
    if stem.endswith(words("reviewed")):
        return "评审通过率", "评审优良率"
    if stem.endswith(_RUNNING):
        return "正常运行率", "验收合格率"
    if any(cue in stem for cue in _ACCURATE):
        return "准确率", "抽检合格率"
    if stem.endswith(words("machines")):
        return "完好率", "验收合格率"
    if any(cue in stem for cue in _CHECKED):
        return "抽检合格率", "达标率"
    if any(cue in stem for cue in _WORKS):
        return "验收合格率", "达标率"
    return _FALLBACK, "达标率"


def _quality(case: Case, name: str) -> Iterator[Draft]:
    stem = rated_stem(case, name)
    if not stem:
        return
    make = Maker(case, "compliance")
    if stem.endswith(words("no_pass")):
        return
    complied = any(word in case.value for word in words("compliance"))
    effect = name.endswith("效果") and stem.endswith(_TREATED)
    rates = ("有效率", "达标率") if effect else quality_rates(stem)
    if stem.endswith(words("reviewed")) and _HIGH.search(case.value):
        rates = rates[::-1]
    fits = rates[0] != _FALLBACK or name != stem
    if stem.endswith(_SAMPLED):
        rates = tuple(dict.fromkeys(rate.removeprefix("抽检") for rate in rates))
    for place, rate in enumerate(rates):
        draft = make.draft(
            f"{stem}{rate}", settled(case, f"{stem}{rate}"),
            reason=_said(case, rate),
            prior=round((0.7 if complied else 0.55 if fits else 0.35) - 0.15 * place, 3),
        )  # fmt: skip
        yield replace(draft, evidence=(_KINDS[rate],))
    if complied:
        yield make.draft(
            name, f"符合《{BLANK}》", reason=_NAMED.format(value=case.value), prior=0.35,
            questions=("所依据的标准或文件全称和文号是什么",),
        )  # fmt: skip


def prices(case: Case, name: str) -> Iterator[Draft]:
    """Yield the price for one and the total of what a row of cost names."""
    found = measure_at_end(name)
    if (found and found[1].kind not in ("money", "standard")) or saved_name(name) != name:
        return
    stem = re.sub(r"(?:控制|情况|节约|合理性?|数量|指标)+$", "", name)
    if stem in ("成本", "经费", "支出", "费用", "", "经济成本", "项目成本", "总成本"):
        stem = short_core(case, whole=True)
    outward = any(word in case.indicator.level2 + name for word in _OUTWARD)
    spent = found or stem.endswith(_ENDS_COST) or _SPENT.search(case.value) or "W06" in case.codes
    kept = _printed_price(case, stem) if not is_unsettled(case) and not outward else None
    if kept:
        yield kept
        return
    if not stem or outward or not spent or (found and found[1].kind == "standard"):
        return
    make = Maker(case, "price")
    allowance = stem.endswith(_ALLOWANCES)
    short = re.sub(r"(?:支出|经费|费用|成本)$", "", stem) or stem
    fee = stem.endswith("费") and not stem.endswith("经费")
    unit = f"{re.sub('支出$', '', stem)}标准" if allowance or fee else f"{short}单位成本"
    if short.endswith(people_words()):
        unit = f"{stem if stem.endswith('经费') else short}人均标准"
    likely = bool(found) or stem.endswith(_ENDS_COST)
    yield make.draft(
        unit, f"≤{BLANK}元/{BLANK}", level=LevelType.COST, reason=_PRICE,
        prior=0.93 if allowance else 0.6 if likely else 0.3,
    )  # fmt: skip
    total = stem if stem.endswith(_ENDS_COST) else f"{stem}总成本"
    yield make.draft(
        total, f"≤{BLANK}万元", level=LevelType.COST, reason=_PRICE, prior=0.7 if likely else 0.35,
        questions=(f"{total}控制在多少万元以内",),
    )  # fmt: skip


def _printed_price(case: Case, stem: str) -> Draft | None:
    """Return the row under a name that says what is paid for; the figure stays."""
    targets = number_targets(case)
    if len(targets) != 1 or not targets[0].unit.endswith("元") or not stem:
        return None
    per = targets[0].per
    short = re.sub(r"(?:支出|经费|费用|成本)$", "", stem) or stem
    end = "单位成本" if per else "总成本"
    full = stem if stem.endswith(_ENDS_COST) else f"{short}{end}"
    return Maker(case, "price").draft(
        full,
        mended(case, full, LevelType.COST).value,
        level=LevelType.COST,
        reason=_PAID,
        prior=0.9,
    )


def _task(case: Case, name: str) -> Iterator[Draft]:
    said = case.value + case.reading.name
    if not any(word in said for word in words("task_open")) or measure_at_end(name):
        return
    stem = without_event(re.sub(r"(?:完成|任务完成)$", "", rated_stem(case, name)))
    stem = stem or short_core(case)
    if not stem:
        return
    done = says_all(case)
    make = Maker(case, "task")
    yield make.draft(
        f"{stem}完成率", "=100%" if done else f"≥{BLANK}%", reason=_DONE,
        prior=0.6 if done else 0.5,
    )  # fmt: skip
