"""What commands share: options for whole submissions, and how a run is built."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessor.apps.cli import options
from assessor.apps.cli.configured import profile_of, selection_of
from assessor.apps.configuration import Configuration
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


AsSubmission = Annotated[
    bool,
    typer.Option("--as-submission", help="把行文件当作一份完整的申报，也作整体检查"),
]


def run_of(
    told: Configuration,
    *,
    profile: str | None = None,
    history: Path | None = None,
    approved: Path | None = None,
    model: Path | None = None,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    whole: bool = True,
    as_submission: bool = False,
    rewrites: int = 0,
    reads_files: bool = True,
) -> "Run":
    """Build the run of a call: its options, and where it says nothing, the configuration.

    All commands that show findings build it here, so that they find the same.

    Parameters
    ----------
    whole
        Look at whole submissions too, not at rows alone.
    as_submission
        A row file is one whole submission.
    rewrites
        Most rewrites proposed for a weak row.
    reads_files
        Files will be read by this very process.

    Raises
    ------
    ConfigError
        An option, or the configuration, has no such value.
    InputError
        A file to compare with cannot be read.
    """
    from assessor.pipeline.references import read_references
    from assessor.pipeline.running import Run, RunOptions

    limits = load_settings().limits
    profile = profile_of(profile, told)
    return Run(
        RunOptions(
            selection=selection_of(select, ignore, told, profile=profile),
            model=model,
            profile=profile,
            limits=limits,
            whole=whole,
            as_submission=as_submission,
            history=read_references(history, option="--history", limits=limits),
            approved=read_references(approved, option="--approved", limits=limits),
            rewrites=rewrites,
        ),
        reads_files=reads_files,
    )


def rewrites_of(told: Configuration, most: int) -> int:
    """Return how many rewrites a row gets, at most as many as the configuration says."""
    return most if told.rewrites is None else min(most, told.rewrites)
