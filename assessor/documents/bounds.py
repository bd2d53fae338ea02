"""Errors for inputs that exceed a limit, worded once."""

from assessor.core.limits import Limits
from assessor.errors import InputError


def limit_error(name: str, what: str, most: float, *, place: str = "") -> InputError:
    """Return the error for ``what`` (Chinese) being above ``most``."""
    where = f"{place}：" if place else ""
    return InputError(
        f"{name}：{where}{what}超过上限 {most:g}"
        if most < 1e6
        else f"{name}：{where}{what}超过上限 {most:,.0f}",
        hint="请拆分文件，或在设置中调高该上限",
        code="input.limit",
    )


def check_cell(text: str, *, name: str, place: str, limits: Limits) -> None:
    """Raise ``input.limit`` when one cell holds more characters than allowed."""
    if len(text) > limits.cell_characters:
        raise limit_error(
            name, f"单元格有 {len(text)} 个字符，", limits.cell_characters, place=place
        )
