"""The keyword baseline that any trained judgement has to beat."""

DEGREE_WORDS = (
    "有所", "提升", "提高", "增强", "加强", "改善", "明显", "显著", "较好", "良好",
    "有效", "进一步", "不断", "持续", "稳步", "逐步", "充分", "基本", "较高", "优化",
    "促进", "推动", "保障", "长期", "及时", "完善", "健全", "全面", "积极", "大幅",
)  # fmt: skip


def keyword_vague(name: str, value: str) -> bool:
    """Tell whether name or value holds one of thirty common degree words."""
    return any(word in value or word in name for word in DEGREE_WORDS)


def keyword_unquantified(value: str) -> bool:
    """Tell whether the value holds no digit of any script."""
    return not any(char.isdigit() for char in value)


def keyword_weak(name: str, value: str) -> bool:
    """Tell whether either keyword rule fires."""
    return keyword_vague(name, value) or keyword_unquantified(value)
