"""One row, told by hand: assessed, with what is proposed for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assessor.core.assessment import IndicatorAssessment
from assessor.core.rewrite import MOST_SHOWN, Rewrites
from assessor.core.submission import Goal, GoalKind, Indicator, Project
from assessor.errors import ConfigError, InputError
from assessor.pipeline.history import Match
from assessor.pipeline.running import Run, is_broken
from assessor.rewrites.withholding import withheld
from assessor.taxonomy.level_names import first_level_types, fold_label, second_level_types
from assessor.taxonomy.level_type import LevelType

_FIELDS = {
    "name": "指标名称",
    "value": "指标值",
    "level": "二级指标",
    "level1": "一级指标",
    "project": "项目名称",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a person tells of one row; texts as they would stand in the form.

    Attributes
    ----------
    level
        Second level as a form prints it (社会效益), or the English word of its type (social).
    goals
        Sentences of the project's goal, whose figures a rewrite may take.
    """

    name: str
    value: str = ""
    level: str = ""
    level1: str = ""
    goals: Sequence[str] | str = ()
    project: str = ""


def suggest_for(run: Run, told: Told) -> IndicatorAssessment:
    """Assess one row and propose rewrites; ``rewrites.withheld`` says why there are none.

    Raises
    ------
    ConfigError
        ``config.level``: a level is not known; ``config.option``: the run makes no rewrites.
    InputError
        ``input.text``: something told is no text or cannot be written out.
    """
    if not run.options.rewrites:
        raise ConfigError("修改建议不能是 0 条", hint=f"可用 1 到 {MOST_SHOWN} 的整数。",
                          code="config.option")  # fmt: skip
    _check_texts(told)
    row = Indicator(
        id="1",
        name=told.name.strip(),
        value=told.value.strip(),
        level1=first_level(told.level1),
        level2=second_level(told.level),
    )
    texts = (told.goals,) if isinstance(told.goals, str) else told.goals
    goals = tuple(Goal(text=text, kind=GoalKind.ANNUAL) for text in texts if text.strip())
    project = Project(name=told.project.strip(), goals=goals, indicators=(row,))
    submission = replace(run.history.told(), projects=(project,))
    (assessed,) = run.placed([(submission, project, row)])
    if reason := withheld(assessed):
        return replace(assessed, rewrites=Rewrites(withheld=reason))
    return assessed


def history_unused(run: Run, told: Told) -> str:
    """Return why nothing of last year's submission serves for the row, ``""`` if it serves."""
    match = run.history.match(told.project, run.history.told())
    return {
        Match.ONE: "",
        Match.SEVERAL: f"有多个项目可对应“{told.project}”",
        Match.NONE: f"其中没有项目“{told.project}”，或分不清是哪个单位、哪一年的",
    }[match]


def _check_texts(told: Told) -> None:
    """Refuse what is no text: other types, and bytes that no encoding made characters of."""
    texts: list[tuple[str, object]] = [
        (what, getattr(told, field)) for field, what in _FIELDS.items()
    ]
    goals: object = told.goals
    if isinstance(goals, str):
        goals = (goals,)
    if not isinstance(goals, Iterable):
        raise _no_text("绩效目标", f"应是文字，读到的是 {type(goals).__name__}")
    texts += [("绩效目标", goal) for goal in goals]
    for what, text in texts:
        if not isinstance(text, str):
            raise _no_text(what, f"应是文字，读到的是 {type(text).__name__}")
        if is_broken(text):
            raise _no_text(what, "中有无法识别的字符（编码不对）")


def _no_text(what: str, fault: str) -> InputError:
    return InputError(f"{what}{fault}", hint="请改用 UTF-8 编码的文字重新输入。", code="input.text")


def second_level(text: str) -> str:
    """Return a second level as forms print it: 社会效益指标 for ``社会效益`` and ``social``.

    Raises
    ------
    ConfigError
        ``config.level``: no form prints it.
    """
    label = text.strip()
    if not label:
        return ""
    for level in LevelType:
        if label.lower() == level.value or fold_label(label) == fold_label(level.chinese):
            return level.chinese
    if second_level_types(label) is None:
        raise ConfigError(
            f"不认识的二级指标“{label}”",
            hint="可用：" + "、".join(_accepted()) + "；各地表格上的其他写法也可以。",
            code="config.level",
        )
    return label


def _accepted() -> list[str]:
    return [f"{level.chinese.removesuffix('指标')}（{level.value}）" for level in LevelType]


def first_level(text: str) -> str:
    """Return a first level that forms print.

    Raises
    ------
    ConfigError
        ``config.level``: no form prints it.
    """
    label = text.strip()
    if label and first_level_types(label) is None:
        raise ConfigError(
            f"不认识的一级指标“{label}”",
            hint="可用：产出指标、成本指标、效益指标、满意度指标；各地表格上的其他写法也可以。",
            code="config.level",
        )
    return label
