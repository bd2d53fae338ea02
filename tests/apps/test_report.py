"""``report`` as a user calls it, on real forms and with the shipped model."""

import io
import json
import re
import zipfile
from html import unescape
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from assessor.apps.cli.main import main
from assessor.reports.batch.audiences import Audience

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"
FORMS = Path(__file__).parents[1] / "forms" / "excel"
SOME = [str(FORMS / name) for name in ("16_department_20_projects.xlsx", "17_lists_in_cells.xlsx")]


@pytest.fixture
def papers(tmp_path):
    return [*SOME, str(DOCUMENTS / "inline_list.txt")]


def everything(path: Path) -> str:
    """Return all bytes of a report as text, packages unpacked and entities resolved."""
    data = path.read_bytes()
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            data = b"\n".join(package.read(name) for name in package.namelist())
    return re.sub(r"\s+", "", unescape(data.decode("utf-8", "replace")))


class TestReport:
    @pytest.mark.parametrize("suffix", [".html", ".xlsx", ".docx", ".json"])
    def test_every_format_is_written(self, papers, tmp_path, suffix, capsys):
        output = tmp_path / f"报告{suffix}"
        assert main(["report", *papers, "-o", str(output), "--no-rewrites"]) == 0
        out, err = capsys.readouterr()
        assert out == ""
        assert "已写报告" in err
        text = everything(output)
        for word in ("瑞浦市文化广电和旅游局", "缺计算符号"):
            assert word in text
        assert sorted(tmp_path.iterdir()) == [output]

    def test_all_formats_tell_the_same_share(self, papers, tmp_path):
        paths = {s: tmp_path / f"r{s}" for s in (".json", ".docx", ".html")}
        for path in paths.values():
            assert main(["report", *papers, "-o", str(path), "--for", "存档"]) == 0
        content = json.loads(paths[".json"].read_text("utf-8"))
        said = f"{content['weak']['part'] / content['weak']['whole'] * 100:.1f}%"
        paper = Document(str(paths[".docx"]))
        assert any(f"占 {said}" in p.text for p in paper.paragraphs)
        assert f"占{said}" in everything(paths[".html"])

    @pytest.mark.parametrize("suffix", [".html", ".xlsx", ".docx", ".json"])
    def test_redacted_reports_hold_no_name_of_the_inputs(self, papers, tmp_path, suffix):
        known = tmp_path / "全.json"
        assert (
            main(["check", *papers, "--format", "json", "-o", str(known), "--fail-on", "never"])
            == 0
        )
        names: set[str] = set()
        for document in json.loads(known.read_text("utf-8"))["documents"]:
            names.add(Path(document["path"]).name)
            for submission in document["submissions"]:
                names.add(submission["organisation"] or "")
                names.update(project["name"] for project in submission["projects"])
        output = tmp_path / f"报告{suffix}"
        assert main(["report", *papers, "-o", str(output), "--redact"]) == 0
        text = everything(output)
        hidden = {re.sub(r"\s+", "", name) for name in names if len(name) > 3}
        assert len(hidden) > 20
        assert {name for name in hidden if name in text} == set()
        assert "单位1" in text

    def test_a_unit_gets_its_own_rows_and_rewrites(self, papers, tmp_path):
        output = tmp_path / "意见.html"
        unit = "柘阳县残疾人联合会"
        assert main(["report", *papers, "-o", str(output), "--for", "单位", "--unit", unit]) == 0
        text = everything(output)
        assert unit in text
        assert "瑞浦市" not in text
        assert "建议改为" in text

    def test_a_later_batch_stands_against_an_earlier_one(self, papers, tmp_path):
        old, new = tmp_path / "上批.json", tmp_path / "报告.xlsx"
        assert main(["report", *papers[:1], "-o", str(old)]) == 0
        assert (
            main(["report", *papers, "-o", str(new), "--against", str(old), "--no-rewrites"]) == 0
        )
        cells = [
            c.value for row in load_workbook(new)["与上批对照"].iter_rows() for c in row if c.value
        ]
        assert "与上一批对照（上批.json）" in cells
        assert "单位弱指标占比变化" in cells

    def test_digests_are_those_of_the_files(self, papers, tmp_path):
        import hashlib

        output = tmp_path / "报告.json"
        assert main(["report", *papers, "-o", str(output)]) == 0
        inputs = json.loads(output.read_text("utf-8"))["record"]["inputs"]
        assert [one["digest"] for one in inputs] == [
            hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in papers
        ]

    def test_what_cannot_be_read_is_listed_and_the_rest_is_counted(self, papers, tmp_path, capsys):
        bad = tmp_path / "坏.xlsx"
        bad.write_bytes(b"PK\x03\x04 nothing")
        output = tmp_path / "报告.html"
        assert main(["report", papers[1], str(bad), "-o", str(output), "--no-rewrites"]) == 2
        text = everything(output)
        assert "另有1个文件未能读取" in text
        assert "坏.xlsx" in text

    def test_failures_alone_still_give_a_report(self, tmp_path):
        bad = tmp_path / "坏.xlsx"
        bad.write_bytes(b"")
        for suffix in (".html", ".xlsx", ".docx", ".json"):
            output = tmp_path / f"r{suffix}"
            assert main(["report", str(bad), "-o", str(output)]) == 2
            assert output.stat().st_size > 0

    def test_two_processes_give_the_same_figures(self, papers, tmp_path):
        found = []
        for jobs in ("1", "2"):
            output = tmp_path / f"{jobs}.json"
            assert main(["report", *papers, "-o", str(output), "--jobs", jobs]) == 0
            content = json.loads(output.read_text("utf-8"))
            content["record"].pop("made_at")
            found.append(content)
        assert found[0] == found[1]


class TestCalls:
    @pytest.mark.parametrize(
        ("options", "told"),
        [
            ([], "没有说明报告写到哪里"),
            (["-o", "r.pdf"], "报告只能写成"),
            (["-o", "r.html", "--for", "群众"], "选项 --for 不能是“群众”"),
            (["-o", "r.html", "--for", "单位"], "需要写明是哪个单位"),
            (
                ["-o", "r.html", "--for", "单位", "--unit", "柘阳县残联"],
                "没有读到单位“柘阳县残联”的申报",
            ),
            (["-o", "r.html", "--against", "没有.json"], "不能作为对照的上一批"),
            (["-o", "r.html", "--for", "审核人", "--against", "x.json"], "不能用 --against"),
            (["-o", "r.html", "--jobs", "0"], "选项 --jobs 不能是 0"),
        ],
    )
    def test_a_wrong_call_says_what_is_wrong(self, options, told, tmp_path, monkeypatch, capsys):
        monkeypatch.chdir(tmp_path)
        assert main(["report", SOME[1], *options]) == 2
        err = re.sub(r"\s+", "", capsys.readouterr().err)
        assert re.sub(r"\s+", "", told) in err
        assert "办法：" in err
        assert list(tmp_path.iterdir()) == []

    def test_the_input_is_never_written_over(self, tmp_path, capsys):
        form = tmp_path / "表.xlsx"
        form.write_bytes(Path(SOME[1]).read_bytes())
        assert main(["report", str(form), "-o", str(form)]) == 2
        assert form.read_bytes() == Path(SOME[1]).read_bytes()

    def test_the_readers_of_the_command_are_those_of_the_report(self):
        from assessor.apps.cli.report import READERS

        assert set(READERS) == {audience.value for audience in Audience}
