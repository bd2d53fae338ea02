"""Reading of documents: against the bare library, in two processes, over many files."""

import gc
import io
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from assessor.core.limits import Limits
from assessor.documents.reading import read_document
from assessor.indicators.extraction import extract
from benchmarks.memory import own_peak

_REPOSITORY = Path(__file__).resolve().parents[1]
_FORMS = _REPOSITORY / "tests" / "forms"
_SHEETS, _ROWS = 5, 40
_LEVELS = (
    ("产出指标", "数量指标", "第{n}片区巡查次数", "≥{n}次"),
    ("产出指标", "质量指标", "第{n}片区设施完好率", "≥9{n}%"),
    ("效益指标", "社会效益指标", "第{n}片区受益人数", "≥{n}00人"),
    ("满意度指标", "服务对象满意度指标", "第{n}片区群众满意度", "≥90%"),
)
# Formats of which a folder of submissions is made, each as often as it stands here.
_MIXED = (
    "word/w06*.doc", "excel/01_*.xlsx", "excel/02_*.xlsx", "excel/03_*.xls", "excel/04_*.xlsx", "excel/07_*.xlsx",
    "excel/10_*.csv", "excel/12_*.xlsm", "excel/14_*.xlsx", "excel/17_*.xlsx", "word/w01*.docx",
    "word/w02*.docx", "word/w03*.docx", "word/w16*.docx", "word/w10*.html", "word/w11*.htm",
    "word/w14*.txt", "word/w15*.txt", "pdf/01_*.pdf", "pdf/09_*.pdf",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookSpeed:
    """Times of one workbook, as multiples of the bare read of all its sheets."""

    bare_milliseconds: float
    read: float
    extracted: float


def workbook_speed(repeats: int) -> WorkbookSpeed:
    """Read a form of five sheets bare, as a document and to its rows, in turn."""
    data = typical_workbook()
    limits = Limits()
    bare = read = extracted = float("inf")
    for _ in range(repeats + 1):
        bare = min(bare, _seconds(lambda: _bare(data)))
        read = min(read, _seconds(lambda: read_document("a.xlsx", data, limits=limits)))
        document = read_document("a.xlsx", data, limits=limits)
        rows = partial(extract, document, name="a.xlsx", limits=limits)
        extracted = min(extracted, _seconds(rows))
    return WorkbookSpeed(
        bare_milliseconds=bare * 1000, read=read / bare, extracted=(read + extracted) / bare
    )


def typical_workbook() -> bytes:
    """Return a workbook of five forms of forty rows with merged levels."""
    book = Workbook()
    for number in range(_SHEETS):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = f"表{number + 1}"
        sheet.append(["项目支出绩效目标申报表"])
        sheet.append(["项目名称", f"第{number + 1}期巡查项目", "", "主管部门", "某局", ""])
        sheet.append(["一级指标", "二级指标", "三级指标", "指标值", "指标解释", "备注"])
        share = _ROWS // len(_LEVELS)
        for level1, level2, name, value in _LEVELS:
            first = sheet.max_row + 1
            for n in range(1, share + 1):
                sheet.append([level1, level2, name.format(n=n), value.format(n=n), "按实际统计"])
            for column in (1, 2):
                sheet.merge_cells(
                    start_row=first, end_row=first + share - 1,
                    start_column=column, end_column=column,
                )  # fmt: skip
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _bare(data: bytes) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def mixed_folder(folder: Path, files: int) -> None:
    """Fill ``folder`` with copies of sample forms, formats mixed."""
    kinds = [next(_FORMS.glob(pattern)) for pattern in _MIXED]
    for number in range(files):
        form = kinds[number % len(kinds)]
        shutil.copyfile(form, folder / f"{number:04d}{form.suffix}")


def jobs_ratio(files: int) -> tuple[float, float]:
    """Return seconds of ``assessor check`` over mixed files with one job and with two."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mixed_folder(folder, files)
        return _check(folder, jobs=1), _check(folder, jobs=2)


def _check(folder: Path, *, jobs: int) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "assessor", "check", str(folder), "--format", "jsonl",
         "--jobs", str(jobs), "--no-progress", "--fail-on", "never"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, cwd=_REPOSITORY,
    )  # fmt: skip
    return time.perf_counter() - started


def peaks(files: int) -> tuple[float, float]:
    """Return the peak megabytes of a run over ``files`` files, and of its reading processes."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.reading", str(files)],
        cwd=_REPOSITORY, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    return float(found["own"]), float(found["children"])


def _run_over(files: int) -> None:
    from assessor.pipeline.running import Run, assess_sources  # noqa: PLC0415 - in the child only
    from assessor.pipeline.sources import find_sources  # noqa: PLC0415

    forms = [path for path in sorted(_FORMS.glob("excel/*.xlsx")) if path.stat().st_size < 50_000]
    with tempfile.TemporaryDirectory() as name:
        for number in range(files):
            shutil.copyfile(forms[number % len(forms)], Path(name) / f"{number:05d}.xlsx")
        run = Run(reads_files=True)
        with run.reader:
            for _ in assess_sources(run, find_sources([name])):
                pass
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit
    print(json.dumps({"own": round(own_peak(), 1), "children": round(children, 1)}))


if __name__ == "__main__":
    _run_over(int(sys.argv[1]))
