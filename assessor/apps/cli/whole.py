"""What the commands for whole submissions share: their options and how a run is built."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessor.apps.cli import options
from assessor.apps.settings import load_settings

if TYPE_CHECKING:
    from assessor.pipeline.running import Run

Profile = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="体系",
        help=f"指标体系：{'、'.join(options.PROFILES)}；不写则自动识别",
    ),
]
History = Annotated[
    Path | None,
    typer.Option(
        "--history",
        metavar="文件",
        help="同一单位上年的绩效目标表或自评表，用来对照（按单位和项目名称）",
    ),
]
Approved = Annotated[
    Path | None,
    typer.Option("--approved", metavar="文件", help="批复的绩效目标表，用来核对自评表"),
]


def whole_run(
    *,
    profile: str | None,
    history: Path | None,
    approved: Path | None,
    model: Path | None,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    rewrites: int = 0,
) -> "Run":
    """Build a run that looks at whole submissions, a row file being one too.

    Parameters
    ----------
    rewrites
        Most rewrites proposed for a weak row.

    Raises
    ------
    ConfigError
        An option has no such value.
    InputError
        A file to compare with cannot be read.
    """
    from assessor.checks.selection import Selection
    from assessor.pipeline.references import read_references
    from assessor.pipeline.running import Run, RunOptions

    if profile is not None:
        profile = options.choice(profile, options.PROFILES, option="--profile")
    limits = load_settings().limits
    return Run(
        RunOptions(
            selection=Selection(select=options.codes(select), ignore=options.codes(ignore)),
            model=model,
            profile=profile,
            limits=limits,
            whole=True,
            as_submission=True,
            history=read_references(history, option="--history", limits=limits),
            approved=read_references(approved, option="--approved", limits=limits),
            rewrites=rewrites,
        ),
        reads_files=True,
    )
