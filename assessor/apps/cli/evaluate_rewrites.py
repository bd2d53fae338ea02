"""``assessor evaluate --rewrites``: how near rewrites come to those of experts."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from assessor.apps.cli.figures import number, table
from assessor.apps.cli.output import layout_for, opened, write_lines
from assessor.apps.cli.progress import waiting
from assessor.apps.settings import load_settings
from assessor.errors import InputError
from assessor.reports.lines import Line, Style, hanging, visible, wrap

if TYPE_CHECKING:
    from assessor.evaluation.metrics import ShareFigures
    from assessor.evaluation.rewrite_figures import RewriteFigures
    from assessor.training.rewrites import RewriteEvaluation

_TITLES = {
    "first": "首条：级次与度量一致",
    "short_list": "前三条：级次与度量一致",
    "first_strict": "首条：度量用词也一致",
    "short_list_strict": "前三条：度量用词也一致",
    "level": "首条：级次一致",
    "object_kept": "保留指标对象",
    "answered": "有建议的行",
}
_NOTE = (
    "级次与度量一致：所属级次、度量名词和计量单位与专家改写相同（率与占比、件与起算同一度量）；"
    "度量用词也一致：知晓率与覆盖率不算一致；保留指标对象：原名称中的对象词都在新名称中；"
    "有建议的行：标为需要修改的行中至少给出一条建议的比例。"
    "交叉验证：排序模型没有见过该行所在的项目；留出项目：编写模式和词表的人也没有看过这些项目。"
    "前两表的问题由所用模型找出，它学过这些行的标签；第三表的问题由没有见过该行业类别的模型找出，"
    "漏判的行没有建议，最接近新材料上的情形。"
)


def evaluate_rewrites(
    *, corpus: Path | None, model: Path | None, form: str, output: Path | None, wanted: bool
) -> None:
    """Measure the rewrites of the corpus' weak rows and print the figures.

    Parameters
    ----------
    model
        Model that finds the defects; the ranker is trained anew, without the measured projects.
    form
        ``"text"`` or ``"json"``.
    wanted
        Whether to show progress.
    """
    from assessor.assessing import Assessor
    from assessor.classifiers.artefact import load_artefact, shipped_artefact
    from assessor.training.corpus import read_corpus
    from assessor.training.rewrites import enough, examples
    from assessor.training.rewrites import evaluate_rewrites as measure
    from assessor.training.train import train

    folder = corpus or load_settings().corpus
    labelled = read_corpus(folder)
    artefact = load_artefact(model) if model else shipped_artefact()
    assessor = Assessor.of(artefact=artefact)
    with waiting(f"正在评价 {len(labelled.rows)} 行语料的修改建议…", wanted=wanted):
        known = examples(labelled, assessor)
        if not enough(known):
            raise InputError(
                f"{folder}：带专家改写（better）的行太少，无法评价修改建议",
                hint="请用 --corpus 指明带专家改写的语料。",
                code="input.no-rewrites",
            )
        found = measure(labelled, known, assessor, judgements=train(labelled).judgements)
    source = f"语料 {folder}，标为需要修改的行"
    if form == "json":
        plain = {"schema_version": 1, "model_id": artefact.model_id, "source": source,
                 "rewrites": asdict(found)}  # fmt: skip
        with opened(output) as stream:
            stream.write(json.dumps(plain, ensure_ascii=False, indent=1) + "\n")
        return
    columns = layout_for(output, {}).columns
    write_lines(_text(found, artefact.model_id, source, columns), output=output)


def _text(found: "RewriteEvaluation", model_id: str, source: str, columns: int) -> Iterator[Line]:
    yield from hanging((("模型  ", Style.DIM),), ((model_id, Style.HEADING),), columns)
    yield from hanging((("数据  ", Style.DIM),), ((visible(source), Style.PLAIN),), columns)
    for title, figures in (
        ("按项目交叉验证", found.crossed),
        ("留出项目", found.held_out),
        ("问题也由未见过该行的模型找出", found.unseen),
    ):
        if figures is not None:
            yield ()
            yield from _table(title, figures)
    yield ()
    reachable = f"备选写法中有与专家一致者的行：{number(found.reachable)}（排序再好也不会超过它）。"
    yield from wrap(((reachable, Style.PLAIN),), columns)
    yield from wrap(((_NOTE, Style.DIM),), columns)


def _table(title: str, figures: "RewriteFigures") -> Iterator[Line]:
    header = (title, "总数", "符合", "比例", "区间")
    yield from table(header, [_row(label, getattr(figures, key)) for key, label in _TITLES.items()])


def _row(label: str, share: "ShareFigures") -> tuple[str, ...]:
    interval = share.interval
    between = "--" if interval is None else f"{interval.low:.3f}~{interval.high:.3f}"
    return (label, str(share.rows), str(share.right), number(share.share), between)
