"""Papers of the shipped corpus, assessed once per process, and ways to put them into a record."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from assessor.workbench.assessing_papers import (
    AssessedPaper,
    FailedPaper,
    Job,
    PaperRuns,
    assess_paper,
    run_options,
)
from assessor.workbench.database import Database
from assessor.workbench.file_store import FileStore, Stored
from assessor.workbench.intake import add_batch
from assessor.workbench.permissions import Actor
from assessor.workbench.queue import claim
from assessor.workbench.storing import store_result

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"
NOT_READ = b"\x7fELF no document"


def form(
    *,
    unit: str = "某县人社局",
    project: str = "职业技能培训",
    value: str = "较多",
    year: int = 2026,
    name: str = "培训人数",
) -> str:
    """Return a small declaration as tab-separated text; ``较多`` is a value that gets findings."""
    return (
        f"{year}年度项目支出绩效目标申报表\n"
        f"项目名称\t{project}\n"
        f"单位名称\t{unit}\n"
        "预算金额（万元）\t120\n"
        "一级指标\t二级指标\t三级指标\t指标值\n"
        f"产出指标\t数量指标\t{name}\t{value}\n"
        "产出指标\t质量指标\t培训合格率\t≥90%\n"
        "产出指标\t时效指标\t培训完成时间\t12月底前\n"
        "效益指标\t社会效益指标\t就业率\t明显提高\n"
        "满意度指标\t服务对象满意度指标\t参训人员满意度\t≥90%\n"
    )


@cache
def assessed_form(**told: object) -> AssessedPaper:
    """Assess a form of ``form``."""
    return _assessed({"目标表.txt": form(**told).encode()})["目标表.txt"]


@cache
def corpus_results() -> Mapping[str, AssessedPaper]:
    """Assess all documents of the corpus."""
    files = {path.name: path.read_bytes() for path in sorted(DOCUMENTS.iterdir())}
    return _assessed(files)


def _assessed(files: Mapping[str, bytes]) -> dict[str, AssessedPaper]:
    found = {}
    with TemporaryDirectory() as folder:
        store = FileStore(Path(folder))
        try:
            for name, data in files.items():
                job = Job(name=name, path=store.path(store.put(data).digest))
                found[name] = assess_paper(_runs(), job, store)
        finally:
            # The model stays loaded; the process that reads starts anew when it is needed.
            _runs().close()
    assert all(isinstance(one, AssessedPaper) for one in found.values()), found
    return found


@cache
def _runs() -> PaperRuns:
    runs = PaperRuns(run_options())
    runs.close()
    return runs


def keep(
    database: Database,
    actor: Actor,
    results: Mapping[str, AssessedPaper | FailedPaper],
    *,
    now: datetime,
    title: str = "",
) -> tuple[int, ...]:
    """Put assessed papers into a record as a worker would, and return their ids."""
    files = [(name, Stored(digest=f"{n:064x}", size=n)) for n, name in enumerate(results, 1)]
    papers = []
    with database.writing() as session:
        add_batch(session, actor, title=title, files=files, now=now)
    for result in results.values():
        with database.writing() as session:
            taken = claim(session, worker="hand", now=now)
            assert store_result(session, taken, result, now=now)
            papers.append(taken.paper_id)
    return tuple(papers)


def keep_again(database: Database, result: AssessedPaper, *, now: datetime) -> int:
    """Store another result for the paper that waits, and return its id."""
    with database.writing() as session:
        taken = claim(session, worker="hand", now=now)
        assert store_result(session, taken, result, now=now)
    return taken.paper_id


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return an archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def zipped_on_windows(name: str, content: bytes) -> bytes:
    """Return an archive of one member whose name is written as Chinese Windows does, in GBK."""
    raw, size = name.encode("gbk"), len(content)
    common = struct.pack(
        "<5H3I2H", 20, 0, 0, 0, 0, zlib.crc32(content), size, size, len(raw), 0
    )  # fmt: skip
    local = b"PK\x03\x04" + common + raw + content
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<3H2I", 0, 0, 0, 0, 0)
    central += raw
    end = struct.pack("<4H2IH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + b"PK\x05\x06" + end
