"""The nine second-level types and their names for people."""

from enum import StrEnum


class LevelType(StrEnum):
    """Second-level types (LABELS.md, proper_levels; DOMAIN.md 2.2 and 4.1)."""

    QUANTITY = "quantity"
    QUALITY = "quality"
    TIMELINESS = "timeliness"
    COST = "cost"
    ECONOMIC = "economic"
    SOCIAL = "social"
    ECOLOGICAL = "ecological"
    SUSTAINABILITY = "sustainability"
    SATISFACTION = "satisfaction"

    @property
    def chinese(self) -> str:
        """Name that a reviewer uses for the type."""
        return _CHINESE[self]


_CHINESE = {
    LevelType.QUANTITY: "数量指标",
    LevelType.QUALITY: "质量指标",
    LevelType.TIMELINESS: "时效指标",
    LevelType.COST: "成本指标",
    LevelType.ECONOMIC: "经济效益指标",
    LevelType.SOCIAL: "社会效益指标",
    LevelType.ECOLOGICAL: "生态效益指标",
    LevelType.SUSTAINABILITY: "可持续影响指标",
    LevelType.SATISFACTION: "服务对象满意度指标",
}
