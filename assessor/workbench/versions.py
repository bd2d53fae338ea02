"""Who changes a submission names the version that was seen, so that nobody overwrites another."""

from assessor.workbench.permissions import ConflictError
from assessor.workbench.tables import Declared


def require_version(declared: Declared, version: int) -> None:
    """Refuse a change of something that has changed since it was read.

    Raises
    ------
    ConflictError
        ``conflict.version``
    """
    if declared.version != version:
        raise ConflictError(
            f"这份申报已被更改（您看到的是第 {version} 版，现在是第 {declared.version} 版）",
            hint="请刷新页面，看过现在的内容后再操作。",
            code="conflict.version",
        )
