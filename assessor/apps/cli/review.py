"""``assessor review``: the review form and the letters of return."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessor.apps.cli import options
from assessor.apps.cli.assessed_inputs import (
    say_set_aside,
    say_skipped,
    sifter_of,
    told_results,
)
from assessor.apps.cli.files import write_file
from assessor.apps.cli.kept_files import is_same_place, keep_inputs
from assessor.apps.cli.progress import is_wanted
from assessor.apps.cli.review_cases import cases_of
from assessor.apps.cli.talk import say
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
from assessor.core.assessment import DocumentAssessment, InputFailure
from assessor.errors import ConfigError

if TYPE_CHECKING:
    from assessor.pipeline.sources import Source
    from assessor.reports.return_letter import Letter
    from assessor.reports.review_form import ReviewCase

VARIANTS = ("一般性", "重点")
FORM_SUFFIXES = (".docx", ".xlsx")
LETTER_SUFFIX = ".docx"
LETTER_NAME = "退回修改意见"
NOT_USED = 2
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\s]+')
_LONGEST_NAME = 60
HELP = """写出项目支出绩效目标审核表和退回修改意见

审核表每个项目一份：四个方面各项的建议等级、依据（指标、所在行和原文，以及核对一致的内容）、需要审核人\
判断的事项；总体等级和审核意见留给审核人签署。退回修改意见每个单位一份，逐条写明位置、问题和修改要求。"""
EPILOG = """退出状态：0 已写出；2 有输入无法读取或命令写错（其余照写）。

示例：
  assessor review 绩效目标表.xlsx -o 审核表.docx
  assessor review 申报材料文件夹 -o 审核表.xlsx --variant 重点
  assessor review 申报材料文件夹 -o 审核表.docx --letter 退回修改意见.docx
  assessor review 申报材料文件夹 --letter 退回意见文件夹/"""


def review(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="路径…", help="文件或文件夹（文件夹逐层查找，按名称排序）"),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="文件", help="审核表：文件名以 .docx 或 .xlsx 结尾"),
    ] = None,
    variant: Annotated[
        str,
        typer.Option("--variant", metavar="表式",
                     help="一般性（默认）：只评等级；重点：同时评分"),
    ] = "一般性",
    letter: Annotated[
        str | None,
        typer.Option("--letter", metavar="文件",
                     help="退回修改意见：.docx 文件（各单位分页），或文件夹（每个单位一个文件）"),
    ] = None,
    profile: Profile = None,
    history: History = None,
    approved: Approved = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    model: options.Model = None,
    as_submission: AsSubmission = False,
    no_progress: options.NoProgress = False,
) -> None:  # fmt: skip
    """Write the papers of a review."""
    variant = options.choice(variant.removesuffix("项目"), VARIANTS, option="--variant")
    _check_call(paths, output, letter)
    read = [*paths, history, approved]
    to_file = Path(letter) if letter is not None and not _is_folder(letter) else None
    keep_inputs(read, output, to_file, model=model)

    from assessor.checks.rule_reference import titles
    from assessor.pipeline.sources import find_sources

    told = load_configuration()
    run = run_of(
        told, select=select, ignore=ignore, profile=profile, history=history, approved=approved,
        model=model, as_submission=as_submission,
        rewrites=rewrites_of(told, int(letter is not None)),
    )  # fmt: skip
    found = find_sources(paths, leave_out=output, limits=load_settings().limits)
    sources = replace(found, items=tuple(item for item in found.items if not _is_own(item, letter)))
    say_skipped(sources)
    sifter = sifter_of(run, told)
    cases: list[ReviewCase] = []
    documents: list[DocumentAssessment] = []
    failed = False
    wanted = is_wanted(no_progress=no_progress, result_on_screen=False)
    for result in told_results(run, sources, wanted=wanted):
        if isinstance(result, InputFailure):
            failed = True
            continue
        left = sifter.document(result)
        documents.append(left)
        if output is not None:
            cases += cases_of(result, left, run)
    if output is not None:
        _write_forms(cases, output, variant)
    if letter is not None:
        _write_letters(documents, letter, [*read, output], model=model)
    say_set_aside(sifter.sifted(), titles())
    raise typer.Exit(NOT_USED if failed else 0)


def _check_call(paths: list[str], output: Path | None, letter: str | None) -> None:
    """Refuse a call that would write nothing, or two papers into one file.

    Raises
    ------
    ConfigError
        ``config.option``
    """
    problem, hint = "", ""
    if output is None and letter is None:
        problem, hint = "没有说明写什么", "请加 -o 审核表.docx，或 --letter 退回修改意见.docx。"
    elif output is not None and output.suffix.lower() not in FORM_SUFFIXES:
        problem = f"审核表只能写成 {' 或 '.join(FORM_SUFFIXES)}，不能是“{output.name}”"
        hint = "请换一个文件名，例如 -o 审核表.docx。"
    elif "-" in paths:
        problem, hint = "审核表以文件为单位，不能从标准输入读取", "请给出文件或文件夹。"
    elif output is not None and letter is not None and is_same_place(output, Path(letter)):
        problem, hint = "审核表和退回修改意见不能写入同一个文件", "请给 --letter 另取文件名。"
    if problem:
        raise ConfigError(problem, hint=hint, code="config.option")


def _is_folder(letter: str) -> bool:
    path = Path(letter)
    return path.is_dir() or letter.endswith(("/", "\\")) or path.suffix.lower() != LETTER_SUFFIX


def _is_own(item: "Source | InputFailure", letter: str | None) -> bool:
    """Tell whether an input is a letter that an earlier call wrote to the same place."""
    path = getattr(item, "path", None)
    if letter is None or not isinstance(path, Path):
        return False
    if not _is_folder(letter):
        return path.absolute() == Path(letter).absolute()
    return f"{LETTER_NAME}_" in path.name and path.parent.absolute() == Path(letter).absolute()


def _write_forms(cases: "list[ReviewCase]", output: Path, variant: str) -> None:
    from assessor.checks.rule_reference import titles
    from assessor.pipeline.reviewing import grade_of
    from assessor.reports.review_form import Variant, forms_of

    if not cases:
        say(f"没有可审核的项目，未写 {output}")
        return
    forms = forms_of(cases, variant=Variant(variant), titles=titles(), grade_of=grade_of)
    if output.suffix.lower() == ".xlsx":
        from assessor.reports.xlsx_review import write_review_xlsx

        write_file(output, lambda stream: write_review_xlsx(forms, stream), option="--output")
    else:
        from assessor.reports.docx_review import write_review_docx

        write_file(output, lambda stream: write_review_docx(forms, stream), option="--output")
    say(f"已写 {len(forms)} 份审核表：{output}")


def _write_letters(
    documents: Sequence[DocumentAssessment],
    letter: str,
    read: Sequence[str | Path | None],
    *,
    model: Path | None,
) -> None:
    from assessor.reports.docx_letter import write_letters_docx
    from assessor.reports.return_letter import return_letters

    letters = return_letters(documents)
    if not letters:
        say(f"没有需要退回修改的问题，未写 {letter}")
        return
    if not _is_folder(letter):
        output = Path(letter)
        write_file(output, lambda stream: write_letters_docx(letters, stream), option="--letter")
        say(f"已写 {len(letters)} 个单位的退回修改意见：{output}")
        return
    folder = _made(Path(letter))
    named = _named(letters, folder)
    # The form that was just written is kept as well.
    keep_inputs(read, *(path for path, _ in named), model=model)
    for path, one in named:
        write_file(path, lambda stream, one=one: write_letters_docx([one], stream),  # type: ignore[misc]
                   option="--letter")  # fmt: skip
    say(f"已写 {len(letters)} 个单位的退回修改意见：{folder}")


def _made(folder: Path) -> Path:
    from assessor.pipeline.sources import reason

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"{folder}：不能建立文件夹（{reason(error)}）",
            hint="请换一个 --letter 路径。",
            code="config.output",
        ) from error
    return folder


def _named(letters: "Sequence[Letter]", folder: Path) -> "list[tuple[Path, Letter]]":
    """Give every letter a file name that no other one has."""
    named: list[tuple[Path, Letter]] = []
    used: set[str] = set()
    for letter in letters:
        unit = _NOT_IN_NAMES.sub("", letter.unit)[:_LONGEST_NAME].strip(".") or "未写单位"
        name, number = unit, 1
        while name.lower() in used:
            number += 1
            name = f"{unit}（{number}）"
        used.add(name.lower())
        named.append((folder / f"{letter.title}_{name}.docx", letter))
    return named
