"""``assessor train``: from the corpus to a model folder."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from assessor.apps.cli import options
from assessor.apps.cli.output import opened
from assessor.apps.cli.progress import is_wanted, waiting
from assessor.apps.cli.talk import say
from assessor.apps.settings import load_settings
from assessor.errors import ConfigError

HELP = "用标注语料训练模型，写出模型文件夹并显示模型卡（同一语料和种子，结果相同）"
EPILOG = """示例：
  assessor train
  assessor train --corpus 语料文件夹 --output 模型文件夹
  assessor check 绩效目标表.xlsx --model 模型文件夹/rows-…"""


def train(
    corpus: options.Corpus = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="文件夹",
                     help="模型写到哪个文件夹下；不写则为源码目录的 models/"),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="整数", help="随机种子；不写则用固定的默认值")
    ] = None,
    no_progress: options.NoProgress = False,
) -> None:  # fmt: skip
    """Train on the corpus, write the model and print its card."""
    settings = load_settings()
    folder = output or settings.models

    from assessor.assessing import Assessor
    from assessor.pipeline.sources import reason
    from assessor.training.card import CARD_TEXT, write_model
    from assessor.training.corpus import read_corpus
    from assessor.training.rewrites import train_rewrites
    from assessor.training.train import SEED
    from assessor.training.train import train as fit

    labelled = read_corpus(corpus or settings.corpus)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with waiting(f"正在用 {len(labelled.rows)} 行语料训练…",
                     wanted=is_wanted(no_progress=no_progress, result_on_screen=False)):  # fmt: skip
            trained = fit(labelled, seed=SEED if seed is None else seed)
            assessor = Assessor.of(artefact=trained.artefact)
            rewrites = train_rewrites(labelled, assessor, trained.judgements)
        written = write_model(
            labelled, trained, folder, seed=SEED if seed is None else seed, rewrites=rewrites
        )
    except OSError as error:
        raise ConfigError(
            f"{folder}：模型写不进这个文件夹（{reason(error)}）",
            hint="请检查写权限，或用 --output 换一个文件夹。",
            code="config.output",
        ) from error
    with opened(None, encoding=sys.stdout.encoding or "utf-8") as stream:
        stream.write((written / CARD_TEXT).read_text("utf-8"))
    say(f"模型已写入 {written}")
