"""Baselines of ``assessor check``: what the options mean together, and how files are written."""

from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from assessor.apps.cli.check_run import FINE, FOUND, NOT_USED
from assessor.apps.cli.files import write_file
from assessor.apps.cli.talk import say
from assessor.errors import ConfigError

if TYPE_CHECKING:
    from assessor.sifting.baseline import Baseline
    from assessor.sifting.sifter import Sifter

BaselineFile = Annotated[
    Path | None,
    typer.Option(
        "--baseline", metavar="文件",
        help="基线：其中已有的问题只计数（已知），不列出，也不影响退出状态",
    ),
]  # fmt: skip
WriteBaseline = Annotated[
    Path | None,
    typer.Option("--write-baseline", metavar="文件", help="把这次的全部问题写成基线"),
]
Ratchet = Annotated[
    bool,
    typer.Option(
        "--ratchet",
        help="与 --baseline 同用：任何文件的任何一项检查的问题数变多时退出状态为 1，"
        "否则把基线收紧到现在的情况",
    ),
]
_MOST_TOLD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineOptions:
    """What a call wants of baselines.

    Raises
    ------
    ConfigError
        ``config.usage``: the options do not go together.
    """

    read: Path | None
    write: Path | None
    ratchet: bool

    def __post_init__(self) -> None:
        problem = hint = ""
        if self.ratchet and self.read is None:
            problem, hint = "--ratchet 要与 --baseline 同用", "请写明 --baseline 文件。"
        elif self.read is not None and self.write is not None:
            problem = "--baseline 和 --write-baseline 不能同用"
            hint = "要更新基线，请用 --baseline 文件 --ratchet；要重写，请只用 --write-baseline。"
        if problem:
            raise ConfigError(problem, hint=hint, code="config.usage")

    @property
    def folder(self) -> Path:
        """Folder from which a baseline sees the names of files."""
        path = self.read or self.write
        return path.absolute().parent if path is not None else Path()

    @property
    def writes(self) -> bool:
        """Whether a baseline is written."""
        return self.write is not None or self.ratchet

    def known(self) -> "Baseline | None":
        """Read the baseline, ``None`` if none is asked for.

        Raises
        ------
        ConfigError
            ``config.baseline``
        """
        if self.read is None:
            return None
        from assessor.sifting.baseline_file import read_baseline

        return read_baseline(self.read)


def finish(wanted: BaselineOptions, sifter: "Sifter", *, status: int, model_id: str) -> int:
    """Write the baseline that a call asks for and return its exit status.

    Parameters
    ----------
    status
        What it would be without a baseline to write.
    """
    if wanted.write is not None:
        _write_new(wanted.write, sifter, failed=status == NOT_USED, model_id=model_id)
        return NOT_USED if status == NOT_USED else FINE
    if wanted.ratchet and wanted.read is not None:
        return _ratchet(wanted.read, sifter, failed=status == NOT_USED, model_id=model_id)
    if sifter.matcher is not None and sifter.matcher.baseline.model_id != model_id:
        say("基线是用另一个模型写的，已知和新增的划分可能不准；可用 --write-baseline 重写")
    if sifter.matcher is not None and sifter.matcher.baseline.is_old:
        say(
            f"基线 {wanted.read} 是旧格式，改过几个字的指标会算作新问题；"
            "加 --ratchet 运行一次，或用 --write-baseline 重写，就会换成新格式"
        )
    return status


def _write_new(path: Path, sifter: "Sifter", *, failed: bool, model_id: str) -> None:
    from assessor.sifting.baseline import Baseline, in_order

    files = {file: in_order(entries) for file, entries in sifter.found.items()}
    baseline = Baseline(files=files, model_id=model_id)
    _write(path, baseline)
    say(f"已把 {baseline.count} 处问题记入基线 {path}")
    if failed:
        say("有输入无法读取，不在基线中")


def _ratchet(path: Path, sifter: "Sifter", *, failed: bool, model_id: str) -> int:
    from assessor.sifting.baseline import tightened, worse_counts

    matcher = sifter.matcher
    if matcher is None:
        return NOT_USED if failed else FINE
    worse = worse_counts(matcher, sifter.found)
    for item in worse[:_MOST_TOLD]:
        say(f"变多：{item.file} {item.code} 基线 {item.before} 处，现在 {item.now} 处")
    if len(worse) > _MOST_TOLD:
        say(f"另有 {len(worse) - _MOST_TOLD} 项变多")
    if worse:
        say("基线没有改动")
        return NOT_USED if failed else FOUND
    new = tightened(matcher, sifter.found, judged=sifter.judged, model_id=model_id)
    before = matcher.baseline
    if new != before:
        _write(path, new)
        is_less = new.count < before.count
        what = f"已收紧：{before.count} 处变为 {new.count} 处" if is_less else "已更新"
        say(f"基线 {path} {what}")
    return NOT_USED if failed else FINE


def _write(path: Path, baseline: "Baseline") -> None:
    from assessor.sifting.baseline_file import baseline_text

    data = baseline_text(baseline).encode("utf-8")

    def fill(stream: IO[bytes]) -> None:
        stream.write(data)

    write_file(path, fill, option="--write-baseline")
