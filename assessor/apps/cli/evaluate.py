"""``assessor evaluate``: how good the judgements are, measured on labelled rows."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assessor.apps.cli import options
from assessor.apps.cli.evaluate_rewrites import evaluate_rewrites
from assessor.apps.cli.figures import KINDS, LABELS, LEVELS, number, table
from assessor.apps.cli.output import layout_for, opened, write_lines
from assessor.apps.cli.progress import is_wanted, waiting
from assessor.apps.settings import load_settings
from assessor.errors import ConfigError
from assessor.reports.lines import Line, Style, hanging, visible, wrap

if TYPE_CHECKING:
    from assessor.core.judgement import Judgement
    from assessor.evaluation.metrics import BinaryFigures, Interval, ShareFigures
    from assessor.evaluation.report import Evaluation, GoldRow, Mistake

FORMATS = ("text", "json")
TOLERANCE = 0.005
HELP = "评价模型：不给文件时用语料重新交叉验证，给出标注文件时评价随软件发布的模型"
EPILOG = """标注文件每行一个 JSON 对象，带 labels（格式见 corpus/README.md）。
不给文件时要重新训练，约需一两分钟。

示例：
  assessor evaluate 标注行.jsonl --errors 5
  assessor evaluate --gate models/rows-…/card.json
  assessor evaluate --rewrites"""


def evaluate(
    file: Annotated[
        Path | None, typer.Argument(metavar="[文件]", help="带标签的 JSONL 文件；不写则评价语料")
    ] = None,
    errors: Annotated[
        int, typer.Option("--errors", metavar="数目", help="每个标签列出多少个最严重的误判，默认 0")
    ] = 0,
    form: Annotated[
        str, typer.Option("--format", "-f", metavar="格式", help="text 文字（默认）、json")
    ] = "text",
    output: options.Output = None,
    model: options.Model = None,
    corpus: options.Corpus = None,
    gate: Annotated[
        Path | None,
        typer.Option("--gate", metavar="模型卡",
                     help="与模型卡 card.json 中的交叉验证结果比较，任一 F1 下降超过 0.005 时退出状态为 1"),
    ] = None,
    rewrites: Annotated[
        bool,
        typer.Option("--rewrites", help="改为评价修改建议：与语料中专家的改写比较（可用 --model 指定模型）"),
    ] = False,
    no_progress: options.NoProgress = False,
) -> None:  # fmt: skip
    """Measure the judgements on a labelled file, or anew on the corpus."""
    form = options.choice(form, FORMATS, option="--format")
    wanted = is_wanted(no_progress=no_progress, result_on_screen=False)
    if rewrites:
        _check_rewrites_call(file, errors, gate)
        evaluate_rewrites(corpus=corpus, model=model, form=form, output=output, wanted=wanted)
        return
    _check_call(file, errors, model, gate)
    before = _card_figures(gate) if gate else None
    measured = _on_file(file, model) if file else _on_corpus(corpus, wanted=wanted)
    falls = _falls(measured.evaluation, before) if before else ()
    report = _Report(
        measured=measured, mistakes=_mistakes(measured, errors), falls=falls, gate=gate
    )
    if form == "json":
        with opened(output) as stream:
            stream.write(json.dumps(_plain(report), ensure_ascii=False, indent=1) + "\n")
    else:
        write_lines(_text(report, layout_for(output, {}).columns), output=output)
    raise typer.Exit(1 if falls else 0)


@dataclass(frozen=True, slots=True)
class _Measured:
    model_id: str
    source: str
    gold: "Sequence[GoldRow]"
    judgements: "Sequence[Judgement]"
    evaluation: "Evaluation"


@dataclass(frozen=True, slots=True)
class _Fall:
    label: str
    before: float
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    measured: _Measured
    mistakes: "dict[str, tuple[Mistake, ...]]"
    falls: tuple[_Fall, ...]
    gate: Path | None


def _check_call(file: Path | None, errors: int, model: Path | None, gate: Path | None) -> None:
    if errors < 0:
        raise ConfigError(
            "选项 --errors 不能是负数", hint="请写 0 或正整数。", code="config.option"
        )
    if file and gate:
        raise ConfigError(
            "--gate 比较的是语料的交叉验证结果，不能与标注文件同用",
            hint="去掉文件，或去掉 --gate。", code="config.option",
        )  # fmt: skip
    if model and not file:
        raise ConfigError(
            "交叉验证会重新训练，不使用 --model 的模型", hint="给出标注文件，或去掉 --model。",
            code="config.option",
        )  # fmt: skip


def _check_rewrites_call(file: Path | None, errors: int, gate: Path | None) -> None:
    if file or errors or gate:
        raise ConfigError(
            "--rewrites 用语料评价修改建议，不能与标注文件、--errors 或 --gate 同用",
            hint="去掉其他选项，或分两次运行。", code="config.option",
        )  # fmt: skip


def _on_corpus(corpus: Path | None, *, wanted: bool) -> _Measured:
    from assessor.training.card import cross_validated, gold_row
    from assessor.training.corpus import read_corpus
    from assessor.training.sectors import sector_group
    from assessor.training.train import train

    folder = corpus or load_settings().corpus
    labelled = read_corpus(folder)
    with waiting(f"正在用 {len(labelled.rows)} 行语料交叉验证…", wanted=wanted):
        trained = train(labelled)
        evaluation = cross_validated(labelled, trained)
    return _Measured(
        model_id=trained.artefact.model_id,
        source=f"语料 {folder}，按行业组交叉验证（每行由没有见过该行业的模型判断）",
        gold=[gold_row(row, group=sector_group(row.sector)) for row in labelled.rows],
        judgements=trained.judgements,
        evaluation=evaluation,
    )


def _on_file(file: Path, model: Path | None) -> _Measured:
    from assessor.classifiers.artefact import load_artefact, shipped_artefact
    from assessor.classifiers.judging import judge_rows
    from assessor.evaluation.report import evaluate as compare
    from assessor.training.card import gold_row
    from assessor.training.corpus import read_rows
    from assessor.training.train import judged_row

    rows = read_rows(file)
    artefact = load_artefact(model) if model else shipped_artefact()
    judgements = judge_rows(artefact, [judged_row(row) for row in rows])
    gold = [gold_row(row, group=row.doc or row.sector) for row in rows]
    return _Measured(
        artefact.model_id, f"标注文件 {file}", gold, judgements, compare(gold, judgements)
    )


def _card_figures(card: Path) -> dict[str, Any]:
    try:
        figures = json.loads(card.read_text("utf-8"))["cross_validation"]
        return {label: figures["flags"][label]["f1"] for label in figures["flags"]} | {
            label: figures[label]["share"] for label in ("value_kind", "level")
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{card}：不是可用的模型卡", hint="请给出模型文件夹中的 card.json。", code="config.card"
        ) from error


def _now(evaluation: "Evaluation") -> dict[str, float | None]:
    return {label: figures.f1 for label, figures in evaluation.flags.items()} | {
        "value_kind": evaluation.value_kind.share,
        "level": evaluation.level.share,
    }


def _falls(evaluation: "Evaluation", before: dict[str, Any]) -> tuple[_Fall, ...]:
    now = _now(evaluation)
    return tuple(
        _Fall(label, old, now.get(label) or 0.0)
        for label, old in before.items()
        if old is not None and old - (now.get(label) or 0.0) > TOLERANCE
    )


def _mistakes(measured: _Measured, most: int) -> "dict[str, tuple[Mistake, ...]]":
    from assessor.evaluation.report import worst_mistakes

    if not most:
        return {}
    labels = (*measured.evaluation.flags, "value_kind", "level")
    return {
        label: worst_mistakes(measured.gold, measured.judgements, label, most=most)
        for label in labels
    }


def _plain(report: _Report) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "model_id": report.measured.model_id,
        "source": report.measured.source,
        **report.measured.evaluation.as_dict(),
        "errors": {
            label: [
                {
                    "id": m.row.id, "name": m.row.name, "value": m.row.value, "missed": m.missed,
                    "surprise": m.surprise, "said": m.said, "gold": _gold(m, chinese=False),
                }
                for m in mistakes
            ]
            for label, mistakes in report.mistakes.items()
        },
        "gate": None if report.gate is None else {
            "card": str(report.gate), "passed": not report.falls,
            "falls": [asdict(fall) for fall in report.falls],
        },
    }  # fmt: skip


def _text(report: _Report, columns: int) -> Iterator[Line]:
    measured, evaluation = report.measured, report.measured.evaluation
    yield from hanging((("模型  ", Style.DIM),), ((measured.model_id, Style.HEADING),), columns)
    yield from hanging(
        (("数据  ", Style.DIM),), ((visible(measured.source), Style.PLAIN),), columns
    )
    yield (
        (f"      {evaluation.rows} 行，{evaluation.groups} 组（区间按组重抽样，95%）", Style.DIM),
    )
    yield ()
    header = ("标签", "有此问题", "准确率", "召回率", "F1", "F1区间", "AP", "校准误差", "关键词F1")
    yield from table(header, [
        _flag_row(label, figures, evaluation.baseline.get(label))
        for label, figures in evaluation.flags.items()
    ])  # fmt: skip
    yield ()
    shares = ("多类判断", "行数", "判对", "正确率", "区间", "校准误差")
    yield from table(shares, [
        _share_row(label, getattr(evaluation, label)) for label in ("value_kind", "level")
    ])  # fmt: skip
    yield ()
    note = "准确率：报出的行中确有问题的比例；召回率：有问题的行中报出的比例；F1 综合二者；AP 平均精度；"
    note += "校准误差：所报概率与实际频率之差；关键词F1：只查三十个程度词和有无数字的做法在同样的行上的成绩。"
    yield from wrap(((note, Style.DIM),), columns)
    for label, mistakes in report.mistakes.items():
        yield from _mistake_lines(label, mistakes, columns)
    if report.gate is not None:
        yield from _gate_lines(report, columns)


def _flag_row(
    label: str, figures: "BinaryFigures", baseline: "BinaryFigures | None"
) -> tuple[str, ...]:
    return (
        LABELS[label], str(figures.positives), number(figures.precision), number(figures.recall),
        number(figures.f1), _interval(figures.interval), number(figures.average_precision),
        number(figures.calibration_error), number(baseline.f1 if baseline else None),
    )  # fmt: skip


def _share_row(label: str, figures: "ShareFigures") -> tuple[str, ...]:
    return (LABELS[label], str(figures.rows), str(figures.right), number(figures.share),
            _interval(figures.interval), number(figures.calibration_error))  # fmt: skip


def _interval(interval: "Interval | None") -> str:
    return "--" if interval is None else f"{interval.low:.3f}~{interval.high:.3f}"


def _mistake_lines(label: str, mistakes: "Sequence[Mistake]", columns: int) -> Iterator[Line]:
    yield ()
    yield ((f"{LABELS[label]}：最严重的误判", Style.HEADING),)
    if not mistakes:
        yield (("  没有误判", Style.DIM),)
    for mistake in mistakes:
        kind = _kind(mistake)
        row = mistake.row
        text = f"{row.id}  {visible(row.name)}：{visible(row.value) or '（空）'}"
        head = ((f"  {kind} ", Style.MAJOR), (f"{mistake.surprise:.2f}  ", Style.DIM))
        yield from hanging(head, ((text, Style.PLAIN), (_told(mistake), Style.DIM)), columns)


def _kind(mistake: "Mistake") -> str:
    if mistake.label in ("level", "value_kind"):
        return "判错"
    return "漏报" if mistake.missed else "误报"


def _told(mistake: "Mistake") -> str:
    if mistake.label not in ("level", "value_kind"):
        return ""
    names = LEVELS if mistake.label == "level" else KINDS
    return f"（判为{names[mistake.said]}，应为{_gold(mistake, chinese=True)}）"


def _gold(mistake: "Mistake", *, chinese: bool) -> str:
    if mistake.label == "level":
        levels = mistake.row.proper_levels
        return "、".join(LEVELS[level] for level in levels) if chinese else ",".join(levels)
    if mistake.label == "value_kind":
        kind = mistake.row.value_kind.value
        return KINDS[kind] if chinese else kind
    return str(mistake.row.flags[mistake.label])


def _gate_lines(report: _Report, columns: int) -> Iterator[Line]:
    yield ()
    if not report.falls:
        text = f"与模型卡 {report.gate} 相比，没有指标下降超过 {TOLERANCE}"
        yield from wrap(((text, Style.GOOD),), columns)
    for fall in report.falls:
        text = f"下降：{LABELS[fall.label]} 由 {fall.before:.4f} 降为 {fall.now:.4f}"
        yield from wrap(((text, Style.BLOCKER),), columns)
