"""Projects made up at random: rows of every weakness, goals, budgets and last year's rows.

Figures are drawn so that hardly any two of a project are equal: a figure that turns up in a rewrite
can then be traced, and one that nobody printed stands out.
"""

import random
from dataclasses import dataclass

from assessor.core.submission import Goal, GoalKind, Indicator
from assessor.rewrites.case import Surroundings

ROWS_EACH = 8
_LEVELS = (
    ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("产出指标", "时效指标"),
    ("成本指标", "经济成本指标"), ("效益指标", "经济效益指标"), ("效益指标", "社会效益指标"),
    ("效益指标", "生态效益指标"), ("效益指标", "可持续影响指标"),
    ("满意度指标", "服务对象满意度指标"), ("效益指标", ""),
)  # fmt: skip
# Project, what it is about, who is served, what is done.
_SECTORS = (
    ("困难职工帮扶", "困难职工帮扶", "困难职工", "慰问困难职工"),
    ("劳模疗休养", "劳模疗休养", "劳模", "组织劳模疗休养"),
    ("职业技能提升培训", "职业技能培训", "参训学员", "举办技能培训班"),
    ("校舍维修改造", "校舍维修", "在校师生", "维修教学楼"),
    ("基层医疗服务能力建设", "家庭医生签约服务", "签约居民", "开展家庭医生签约"),
    ("农村饮水安全巩固", "农村饮水工程", "受益农户", "改造供水管网"),
    ("水源地生态保护", "水源地保护", "周边村民", "清理河道"),
    ("智慧政务平台运维", "政务平台", "办事群众", "升级政务系统"),
    ("非遗保护与传承", "非遗保护", "传承人", "举办非遗展演"),
    ("食品安全监督抽检", "食品抽检", "消费者", "开展食品抽检"),
    ("城乡居民养老服务", "居家养老服务", "受助老人", "建设养老服务站"),
    ("高标准农田建设", "高标准农田", "种植户", "建设高标准农田"),
    ("交通安全设施养护", "公路养护", "过往驾驶员", "修补路面"),
    ("法律援助办案补贴", "法律援助", "受援人", "办理法律援助案件"),
    ("应急救援队伍建设", "应急救援队伍", "辖区居民", "购置救援装备"),
    ("科技创新券补助", "科技创新券", "申领企业", "发放科技创新券"),
)
_NAMES = (
    "{who}的获得感", "提升{who}满意程度", "{what}水平", "促进{what}发展", "{what}质量", "{act}",
    "{act}及时性", "{what}工作完成情况", "加大{what}力度", "{what}、宣传活动", "满意度", "及时性",
    "完成率", "预算执行率", "{who}政策知晓率和满意度", "保障{what}正常运转", "{what}成本",
    "是否有利于改善{what}环境", "{act}≥{n}次", "{what}作用发挥", "{what}经费", "{what}安全事故",
    "{who}覆盖面", "{what}长效机制", "{what}资金发放标准", "{what}数量", "{what}完成时间",
    "带动{what}增收", "{what}对环境的影响", "第{n}批{what}任务",
)  # fmt: skip
_VALUES = (
    "有所提升", "显著提高", "良好", "长期", "符合规定", "达标", "完成年度任务", "是", "及时", "",
    "100%", "≥{n}", "{n}", "≥{n}%", "较上年提高{n}%", "{n}人、{m}场", "{year}年12月底前", "按期完成",
    "≤{n}万元", "{n}元/人", "全覆盖", "应补尽补", "不发生", "杜绝发生", "{c}次", "不少于{c}个",
    "逐步改善", "≥{n}.{d}%", "{full}人次", "{n},{k}户", "优", "无投诉", "提高{n}个百分点", "控制在预算内",
    "{n}%以上", "约{n}天", "XX", "保障到位", "零", "每年{n}次", "{n}-{m}个工作日",
)  # fmt: skip
_GOALS = (
    "{act}{n}次，覆盖{who}{m}人", "完成{what}{n}项，合格率达到{r}%", "{year}年{mo}月底前完成{what}",
    "人均补助标准{n}元，全年{act}不少于{c}场", "{who}满意度达到{r}%以上，{what}覆盖率{q}%",
    "通过{what}，有效改善{who}的生活，新增{m}户", "投入{full}万元，{act}，惠及{who}{k}人次",
    "巩固{what}成果，杜绝安全事故", "按每人每月{n}元、{m}人、{mo}个月测算",
)  # fmt: skip
_CHINESE = "二三四五六七八九"


@dataclass(frozen=True, slots=True)
class GeneratedProject:
    """A project of made-up rows, with last year's rows in every other one."""

    surroundings: Surroundings

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that its documents print beside a row."""
        around = self.surroundings
        return (
            around.project, around.organisation, str(around.year or ""), around.budget or "",
            *(goal.text for goal in around.goals),
            *(text for row in (*around.rows, *around.last_year) for text in row_texts(row)),
        )  # fmt: skip


def row_texts(row: Indicator) -> tuple[str, ...]:
    """Return what a row itself prints."""
    return (row.name, row.value, row.cycle_value, row.unit, row.sign, row.actual)


def generated_project(number: int, *, seed: int) -> GeneratedProject:
    """Make up one project; the same number and seed give the same."""
    chance = random.Random(f"{seed}-{number}")
    project, what, who, act = chance.choice(_SECTORS)
    words = {"what": what, "who": who, "act": act}
    rows = tuple(_row(f"{number}-{i}", words, chance) for i in range(ROWS_EACH))
    return GeneratedProject(
        Surroundings(
            project=f"{chance.choice(('', '2026年'))}{project}专项",
            organisation=chance.choice(("", "某市总工会", "某县财政局")),
            year=chance.choice((None, 2026)),
            budget=chance.choice((None, _fill("{full}万元", words, chance))),
            goals=tuple(
                Goal(text=_fill(chance.choice(_GOALS), words, chance), kind=GoalKind.ANNUAL)
                for _ in range(chance.randrange(4))
            ),
            rows=rows,
            last_year=tuple(_last(row, words, chance) for row in rows) if number % 2 else (),
        )
    )


def _row(key: str, words: dict[str, str], chance: random.Random) -> Indicator:
    level1, level2 = chance.choice(_LEVELS)
    return Indicator(
        id=key,
        level1=level1,
        level2=level2,
        name=_fill(chance.choice(_NAMES), words, chance),
        value=_fill(chance.choice(_VALUES), words, chance),
        cycle_value=chance.choice(("", "", "", _fill("≥{n}%", words, chance))),
    )


def _last(row: Indicator, words: dict[str, str], chance: random.Random) -> Indicator:
    value, actual = _fill("≥{n}%", words, chance), _fill("{r}%", words, chance)
    return Indicator(id=row.id, level1=row.level1, level2=row.level2, name=row.name, value=value,
                     actual=actual)  # fmt: skip


def _fill(template: str, words: dict[str, str], chance: random.Random) -> str:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    figures = {
        "n": str(chance.randrange(3, 980)), "m": str(chance.randrange(11, 9800)),
        "k": f"{chance.randrange(100, 1000)}", "d": str(chance.randrange(1, 10)),
        "r": str(chance.randrange(51, 100)), "q": f"{chance.randrange(31, 99)}.{chance.randrange(1, 10)}",
        "mo": str(chance.randrange(2, 12)), "year": str(chance.choice((2025, 2026, 2027))),
        "c": chance.choice(_CHINESE) + chance.choice(("", "十", "十" + chance.choice(_CHINESE))),
        "full": str(chance.randrange(100, 99999)).translate(wide),
    }  # fmt: skip
    return template.format(**words, **figures)
