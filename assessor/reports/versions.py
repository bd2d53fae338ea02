"""What made a result (rules, checks, model, frame of indicators, rubric) in words for a paper."""

from collections.abc import Iterable

NAMES = {
    "rules": "规则库",
    "checks": "检查项",
    "model": "判断模型",
    "profile": "指标体系",
    "rubric": "评分标准",
    "own": "自有资料",
}
PROFILES = {
    "central-101": "成本、产出、效益、满意度（2021年指引）",
    "classic-88": "产出、效益、满意度（2015年办法）",
    "beijing": "北京市",
    "hubei": "湖北省",
    "transfer": "转移支付",
    "department-wide": "部门整体支出",
    "self-evaluation": "绩效自评",
    "unknown": "未识别",
}


def versions_line(versions: Iterable[tuple[str, str]]) -> str:
    """Return names and versions as one line; a name may come with several versions."""
    told: dict[str, dict[str, None]] = {}
    for name, version in versions:
        shown = PROFILES.get(version, version) if name == "profile" else version
        told.setdefault(name, {})[shown] = None
    return "，".join(f"{NAMES.get(name, name)} {'、'.join(shown)}" for name, shown in told.items())
