"""A policy profile as a page: what holds in it, and what each part rests on."""

from collections.abc import Iterator

from assessor.checks.rule_reference import titles
from assessor.policy.profile import Profile, WeightSplit
from assessor.policy.profiles import profile_of
from assessor.reports.lines import Line, Style, hanging, visible

_LABELS = {"levels": "指标", "required": "必设", "weights": "权重", "signs": "符号",
           "severities": "程度"}  # fmt: skip
_PARTS = (("cost", "成本"), ("output", "产出"), ("benefit", "效益"), ("satisfaction", "满意度"))


def profile_page(profile: Profile, columns: int) -> Iterator[Line]:
    """Yield the lines of the page."""
    yield ((f"{profile.title}", Style.HEADING), (f"  {profile.name}", Style.DIM))
    base = profile_of(profile.extends).title if profile.extends not in ("", "unknown") else ""
    for label, text in (("适用：", profile.place), ("年度：", profile.year), ("基础：", base)):
        if text:
            yield from _row(label, text, columns)
    sources = dict(profile.sources)
    for section, lines in _sections(profile).items():
        yield ()
        yield ((_LABELS[section], Style.HEADING),)
        for label, text in lines:
            yield from _row(label, text, columns)
        if section in sources:
            yield from _row("依据：", sources[section], columns)


def _row(label: str, text: str, columns: int) -> Iterator[Line]:
    head = (("  ", Style.PLAIN), (visible(label), Style.DIM))
    yield from hanging(head, ((visible(text), Style.PLAIN),), columns)


def _sections(profile: Profile) -> dict[str, list[tuple[str, str]]]:
    weights = profile.weights
    totals = "、".join(f"{total:g}" for total in weights.totals)
    required = [(f"{item.called}：", f"缺少时{item.severity.chinese}") for item in profile.required]
    if profile.starred:
        required.append(("★", "表中标★的指标必须填写"))
    if profile.whole_table:
        required.append(("", "整张表按部门或政策判断，不按单个项目的指标数判断"))
    told = [
        ("合计：", f"{totals}（表中列有预算执行率分值时，与它合计 {weights.whole:g}），"
         f"允许相差 {weights.tolerance:g}")
    ]  # fmt: skip
    if weights.told:
        told += [("常见分配：", _split(split)) for split in weights.splits]
        told.append(("", f"任一部分与各种常见分配都相差 {weights.far:g} 以上时提示"))
    sections = {
        "levels": [(f"{first}：", "、".join(seconds) or "—") for first, seconds in profile.levels],
        "required": required,
        "weights": told,
        "signs": [("可选：", " ".join(profile.signs))],
    }
    if profile.severities:
        names = titles()
        sections["severities"] = [
            (f"{code} {names.get(code, '')}：", severity.chinese)
            for code, severity in profile.severities
        ]
    return sections


def _split(split: WeightSplit) -> str:
    return "、".join(f"{label}{getattr(split, part):g}" for part, label in _PARTS)
