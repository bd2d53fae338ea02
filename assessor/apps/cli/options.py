"""Options that several commands share, and how their texts are understood."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from assessor.core.rewrite import MOST_SHOWN
from assessor.errors import ConfigError

NEVER = "never"
SEVERITIES = ("blocker", "major", "minor", "info")
PROFILES = (
    "department-wide",
    "self-evaluation",
    "transfer",
    "central-101",
    "beijing",
    "classic-88",
    "hubei",
)
MOST_JOBS = 64

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="路径…",
        help="文件或文件夹（文件夹逐层查找，按名称排序）；- 表示从标准输入读取，每行一个 JSON 对象",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="文件", help="把结果写入文件；不写则输出到屏幕"),
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select", metavar="编码",
        help="只做这些检查：编码 W01、类别 W，可用逗号分隔多个（全部编码见 assessor rules）",
    ),
]  # fmt: skip
Ignore = Annotated[
    list[str] | None, typer.Option("--ignore", metavar="编码", help="不做这些检查，写法同上")
]
Model = Annotated[
    Path | None,
    typer.Option("--model", metavar="文件夹", help="使用自己训练的模型；不写则用随软件发布的模型"),
]
NoProgress = Annotated[bool, typer.Option("--no-progress", help="不显示进度条")]
Corpus = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="文件夹", help="标注语料所在文件夹；不写则用随软件发布的语料"),
]


def codes(given: Sequence[str] | None) -> tuple[str, ...]:
    """Return the codes of a repeatable option whose values may hold commas of any kind."""
    texts = (text.replace("，", ",").replace("、", ",") for text in given or ())
    return tuple(code.strip() for text in texts for code in text.split(",") if code.strip())


def choice(given: str, allowed: Sequence[str], *, option: str) -> str:
    """Return ``given`` if it is one of ``allowed``.

    Raises
    ------
    ConfigError
        ``config.option``: it is none of them.
    """
    text = given.strip().lower()
    if text not in allowed:
        raise ConfigError(
            f"选项 {option} 不能是“{given}”",
            hint=f"可用：{'、'.join(allowed)}。",
            code="config.option",
        )
    return text


def job_count(jobs: int) -> int:
    """Return the number of processes.

    Raises
    ------
    ConfigError
        ``config.option``: below 1 or absurdly many.
    """
    if not 1 <= jobs <= MOST_JOBS:
        raise ConfigError(
            f"选项 --jobs 不能是 {jobs}",
            hint=f"可用 1 到 {MOST_JOBS} 的整数。",
            code="config.option",
        )
    return jobs


def rewrite_count(most: int, *, least: int = 0) -> int:
    """Return the most rewrites per row.

    Raises
    ------
    ConfigError
        ``config.option``: out of range.
    """
    if not least <= most <= MOST_SHOWN:
        raise ConfigError(
            f"选项 --rewrites 不能是 {most}",
            hint=f"可用 {least} 到 {MOST_SHOWN} 的整数。",
            code="config.option",
        )
    return most
