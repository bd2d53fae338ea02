"""Errors for inputs that exceed a limit, worded once."""

from assessor.core.limits import Limits
from assessor.errors import InputError

LIMIT_PREFIX = "ASSESSOR_LIMIT_"


def how_to_raise(field: str = "", *, what: str = "该上限") -> str:
    """Return in Chinese how a user raises a limit.

    Parameters
    ----------
    field
        Name of the field of :class:`Limits`, ``""`` where it is not known.
    what
        What the limit is called, in Chinese.
    """
    if field:
        return f"用环境变量 {LIMIT_PREFIX}{field.upper()} 调高{what}"
    return f"调高{what}（见 README“上限可用环境变量调整”）"


def limit_error(
    name: str, what: str, most: float, *, place: str = "", field: str = ""
) -> InputError:
    """Return the error for ``what`` (Chinese) being above ``most``.

    ``field`` is the name of the limit in :class:`Limits`, for the hint.
    """
    where = f"{place}：" if place else ""
    return InputError(
        f"{name}：{where}{what}超过上限 {most:g}"
        if most < 1e6
        else f"{name}：{where}{what}超过上限 {most:,.0f}",
        hint=f"请拆分文件，或{how_to_raise(field)}",
        code="input.limit",
    )


def check_cell(text: str, *, name: str, place: str, limits: Limits) -> None:
    """Raise ``input.limit`` when one cell holds more characters than allowed."""
    if len(text) > limits.cell_characters:
        raise limit_error(
            name,
            f"单元格有 {len(text)} 个字符，",
            limits.cell_characters,
            place=place,
            field="cell_characters",
        )
