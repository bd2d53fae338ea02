"""``assessor annotate``: remarks in a copy of the unit's own file, and adopted rewrites."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessor.apps.cli import options
from assessor.apps.cli.annotate_writing import FINE, FOUND, write_adopted, write_remarks
from assessor.apps.cli.assessed_inputs import say_set_aside, say_skipped, sifter_of
from assessor.apps.cli.configured import FAIL_ON
from assessor.apps.cli.copy_places import CORRECTED, MARKED, CopyPlaces, is_own_copy
from assessor.apps.cli.kept_files import KeptFiles, keep_inputs
from assessor.apps.cli.progress import is_wanted, watched
from assessor.apps.cli.talk import say_failure, say_reading
from assessor.apps.cli.whole import (
    Approved,
    AsSubmission,
    History,
    Profile,
    rewrites_of,
    run_of,
)
from assessor.apps.configuration import load_configuration
from assessor.apps.settings import load_settings
from assessor.core.assessment import InputFailure
from assessor.core.finding import Severity
from assessor.errors import AssessorError, ConfigError

if TYPE_CHECKING:
    from assessor.pipeline.running import Run
    from assessor.pipeline.sources import Source
    from assessor.sifting.sifter import Sifter

NOT_USED = 2
_MOST_REWRITES = 3
HELP = """把意见和修改建议写进填报单位自己的文件，或把采纳的建议写入原表的副本

Excel：单元格批注，并在最后加一张“审核意见”表（可填采纳、不采纳）；Word：批注标在有问题的词语上；网页：标出\
词语的副本；PDF、图片、文本和旧格式（.xls、.doc、.et、.wps 等）：标出问题的网页。原文件不改动，副本里除批注\
以外都与原文件相同。"""
EPILOG = """采纳：--apply 后面写填好“决定”列的批注副本，或 JSON、YAML 文件，例如
  decisions:
    - {row: "7", rewrite: 1, decision: 采纳}
    - {row: "9", rewrite: 1, value: ≤10个工作日}
row 是指标编号，rewrite 是第几条建议，name、value、level2 是改写后的文字（可不写）。

退出状态：0 没有达到 --fail-on 的问题，或采纳的都已写入；1 有，或采纳的没有全部写入，或一条也没有采纳；2 有输入\
无法读取或命令写错（其余照写）。已有人填写的批注副本不会被覆盖，新的副本另取名字。

示例：
  assessor annotate 目标表.xlsx -o 目标表（批注）.xlsx
  assessor annotate 申报材料文件夹 -o 批注文件夹
  assessor annotate 目标表.xlsx --apply 目标表（批注）.xlsx -o 修改稿.xlsx"""


def annotate(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="路径…", help="文件或文件夹（文件夹逐层查找，按名称排序）"),
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="路径",
                     help="批注副本：一个输入时写文件名或文件夹，多个输入时写文件夹"),
    ],
    apply: Annotated[
        Path | None,
        typer.Option("--apply", metavar="文件",
                     help="把采纳的建议写入不带批注的副本：填好的批注副本（.xlsx），或 .json、.yaml"),
    ] = None,
    hints: Annotated[
        bool, typer.Option("--hints", help="“提示”也写入；不写则只写需要填报单位修改的")
    ] = False,
    profile: Profile = None,
    history: History = None,
    approved: Approved = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    model: options.Model = None,
    as_submission: AsSubmission = False,
    fail_on: Annotated[
        str | None,
        typer.Option("--fail-on", metavar="程度",
                     help="有这一程度或更重的问题时退出状态为 1：blocker、major（默认）、minor、info、never"),
    ] = None,
    no_progress: options.NoProgress = False,
) -> None:  # fmt: skip
    """Write copies with remarks, or one with adopted rewrites."""
    if fail_on is not None:
        fail_on = options.choice(fail_on, (*options.SEVERITIES, options.NEVER), option="--fail-on")
    if "-" in paths:
        raise ConfigError("批注写在文件的副本里，不能从标准输入读取", hint="请给出文件或文件夹。",
                          code="config.option")  # fmt: skip
    compared = (apply, history, approved)
    keep_inputs([*paths, *compared], output, model=model)

    from assessor.checks.rule_reference import titles
    from assessor.pipeline.sources import find_sources

    told = load_configuration()
    one = len(paths) == 1 and Path(paths[0]).is_file()
    sources = find_sources(paths, limits=load_settings().limits)
    single = one and len(sources.items) == 1
    _check_call(output, apply, single=single)
    run = run_of(
        told, select=select, ignore=ignore, profile=profile, history=history, approved=approved,
        model=model, as_submission=as_submission,
        # Decisions name rewrites by their numbers, however many are shown.
        rewrites=_MOST_REWRITES if apply is not None else rewrites_of(told, _MOST_REWRITES),
    )  # fmt: skip
    items = [item for item in sources.items if single or not _is_own(item, output)]
    read = [item.path for item in items if not isinstance(item, InputFailure)]
    call = _Call(
        run=run,
        sifter=sifter_of(run, told),
        places=CopyPlaces(
            output=output, single=single, mark=MARKED if apply is None else CORRECTED,
            kept=KeptFiles([*read, *compared], model=model),
        ),
        hints=hints, apply=apply, fail_on=fail_on or told.fail_on or FAIL_ON,
    )  # fmt: skip
    status = FINE
    wanted = is_wanted(no_progress=no_progress, result_on_screen=False)
    for item in watched(items, total=len(items), what="正在批注", wanted=wanted):
        status = max(status, _one(item, call))
    say_skipped(sources)
    say_set_aside(call.sifter.sifted(), titles())
    raise typer.Exit(status)


def _check_call(output: Path, apply: Path | None, *, single: bool) -> None:
    """Refuse a call whose copies have no place.

    Raises
    ------
    ConfigError
        ``config.option``
    """
    if apply is not None and not single:
        raise ConfigError(
            "--apply 一次只用于一个文件", hint="请逐个文件采纳。", code="config.option"
        )
    if not single and output.is_file():
        raise ConfigError(f"{output} 是文件；多个输入的批注副本要写入文件夹",
                          hint="请给 --output 写一个文件夹。", code="config.option")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """What all inputs of a call share."""

    run: "Run"
    sifter: "Sifter"
    places: CopyPlaces
    hints: bool
    apply: Path | None
    fail_on: str


def _is_own(item: "Source | InputFailure", output: Path) -> bool:
    path = getattr(item, "path", None)
    return isinstance(path, Path) and is_own_copy(path, output)


def _one(item: "Source | InputFailure", call: _Call) -> int:
    """Annotate one input; what goes wrong with it is told and stops no other."""
    from assessor.pipeline.reading import failure
    from assessor.pipeline.sources import crash

    result = call.run.assess(item)
    if isinstance(result, InputFailure):
        say_failure(result)
        return NOT_USED
    assert not isinstance(item, InputFailure)
    say_reading(result.extraction)
    document = call.sifter.document(result)
    try:
        if call.apply is not None:
            # A row keeps its rewrites for decisions taken before it was dismissed.
            return write_adopted(item, result, call.places, call.apply)
        worst = write_remarks(item, document, call.places, hints=call.hints)
        return _status(worst, call.fail_on)
    except ConfigError:
        raise
    except AssessorError as error:
        say_failure(failure(item.name, error))
    except Exception as error:  # noqa: BLE001 - one input's crash must not end the run
        say_failure(crash(item.name, error))
    return NOT_USED


def _status(worst: Severity | None, fail_on: str) -> int:
    if worst is None or fail_on == options.NEVER:
        return FINE
    return FOUND if worst.rank <= Severity(fail_on).rank else FINE
