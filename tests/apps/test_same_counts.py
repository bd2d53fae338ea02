"""Every command finds the same in the same files, whatever ``assessor.toml`` and comments say."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from openpyxl.comments import Comment

from assessor.apps.cli.main import main

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"
FILES = [str(path) for path in sorted(DOCUMENTS.iterdir())]
FORM = DOCUMENTS / "declaration.xlsx"
SETTINGS = """ignore = ["W07"]

[severities]
W01 = "minor"
V02 = "blocker"
W05 = "info"
"""
REASON = "上级文件规定的写法"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(report: dict) -> Iterator[tuple[str, str, dict]]:
    """Yield file, project and finding of everything in a JSON result of ``check``."""
    for document in report["documents"]:
        for submission in document["submissions"]:
            for finding in submission["findings"]:
                yield document["path"], "", finding
            for project in submission["projects"]:
                for owner in (project, *project["indicators"]):
                    for finding in owner["findings"]:
                        yield document["path"], project["name"], finding


def checked(capsys, *call: str) -> dict:
    main(["check", *call, "--format", "json", "--rewrites", "0", "--fail-on", "never"])
    return json.loads(capsys.readouterr().out)


def suppress(report: dict, code: str) -> str:
    """Return the dismissal of the first finding of a check at a row."""
    project, row = next(
        (project["name"], row["name"])
        for document in report["documents"]
        for submission in document["submissions"]
        for project in submission["projects"]
        for row in project["indicators"]
        if any(finding["code"] == code for finding in row["findings"])
    )
    return (
        f'\n[[suppress]]\ncode = "{code}"\nproject = "{project}"\nname = "{row}"\n'
        f'reason = "{REASON}"\n'
    )


def in_letters(path: Path) -> int:
    """Return how many problems the letters of a file tell in their opening sentences."""
    text = "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)
    return sum(
        int(both or points)
        for points, both in re.findall(r"(\d+) 条意见(?:（共 (\d+) 处问题）)?", text)
    )


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_counts_are_those_of_check_in_every_command(jobs, capsys):
    plain = checked(capsys, *FILES)
    Path("assessor.toml").write_text(SETTINGS + suppress(plain, "W06"), "utf-8")
    result = checked(capsys, *FILES, "--jobs", jobs)
    everything = [finding for _, _, finding in found(result)]
    assert [item["reason"] for item in result["ignored"]] == [REASON]
    codes = Counter(finding["code"] for finding in everything)
    before = Counter(finding["code"] for _, _, finding in found(plain))
    assert (before["W07"] > 0, codes["W07"]) == (True, 0)
    assert codes["W06"] == before["W06"] - 1
    told = f"已忽略（{REASON}），见assessor.toml第8行"

    assert main(["report", *FILES, "-o", "r.json", "--jobs", jobs]) == 0
    assert told in squeezed(capsys.readouterr().err)
    figures = json.loads(Path("r.json").read_text("utf-8"))
    assert {one["code"]: one["findings"] for one in figures["defects"]} == dict(codes)
    severities = Counter(finding["severity"] for finding in everything)
    names = {"blocker": "必须改", "major": "应修改", "minor": "建议改", "info": "提示"}
    assert dict(figures["severities"]) == {name: severities[key] for key, name in names.items()}
    assert figures["record"]["set_aside"] == 1

    main(["annotate", *FILES, "-o", "批注", "--hints"])
    err = squeezed(capsys.readouterr().err)
    assert told in err
    by_file = Counter(Path(path).stem for path, _, _ in found(result))
    remarks = dict(re.findall(r"批注/(\w+?)\d*（批注）\.\w+：意见(\d+)条", err))
    rows = re.findall(r"批注/rows\d?（批注）\.\w+：意见(\d+)条", err)
    assert sum(map(int, rows)) == by_file.pop("rows")
    remarks.pop("rows")
    assert {name: int(count) for name, count in remarks.items() if count != "0"} == by_file

    assert main(["review", *FILES, "--letter", "信.docx"]) == 0
    assert told in squeezed(capsys.readouterr().err)
    assert in_letters(Path("信.docx")) == len(everything) - severities["info"]


def commented(name: str) -> str:
    """Write the form with a comment that dismisses the first finding W01 in it."""
    book = openpyxl.load_workbook(FORM)
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value == "设备质量":
                cell.comment = Comment(f"assessor: 忽略 W03 {REASON}", "审核人")
    book.save(name)
    return name


def test_a_comment_in_a_cell_holds_for_every_command(capsys):
    path = commented("表.xlsx")
    result = checked(capsys, path)
    assert [(item["code"], item["reason"]) for item in result["ignored"]] == [("W03", REASON)]
    codes = Counter(finding["code"] for _, _, finding in found(result))
    assert "W03" not in codes
    told = f"已忽略（{REASON}）"

    main(["annotate", path, "--hints", "-o", "批注.xlsx"])
    err = squeezed(capsys.readouterr().err)
    assert f"意见{sum(codes.values())}条" in err
    assert told in err
    sheet = openpyxl.load_workbook("批注.xlsx").worksheets[0]
    kept = [c.comment.text for row in sheet for c in row if c.comment and REASON in c.comment.text]
    assert len(kept) == 1
    assert "缺乏监测或验证" not in kept[0]

    assert main(["report", path, "-o", "r.json"]) == 0
    assert told in squeezed(capsys.readouterr().err)
    figures = json.loads(Path("r.json").read_text("utf-8"))
    assert {one["code"]: one["findings"] for one in figures["defects"]} == dict(codes)

    assert main(["review", path, "-o", "审核表.docx", "--letter", "信.docx"]) == 0
    assert told in squeezed(capsys.readouterr().err)


def test_a_dismissal_is_no_evidence_in_a_form_and_changes_no_grade(capsys):
    def form(name: str) -> tuple[list[str], str]:
        assert main(["review", str(FORM), "-o", name, "--variant", "重点"]) == 0
        book = openpyxl.load_workbook(name)
        cells = [str(c.value) for s in book for row in s.iter_rows() for c in row if c.value]
        (summary,) = [r[:5] for r in book["汇总"].iter_rows(min_row=2, values_only=True)]
        return [*map(str, summary)], "\n".join(cells)

    plain = checked(capsys, str(FORM))
    before, words_before = form("前.xlsx")
    dismissed = suppress(plain, "W03")
    Path("assessor.toml").write_text(dismissed, "utf-8")
    capsys.readouterr()
    after, words_after = form("后.xlsx")
    assert after == before
    assert "W03" in words_before
    assert "W03" not in words_after
    assert "另有已忽略的问题 1 处未列入依据" in words_after
    assert f"已忽略（{REASON}）" in squeezed(capsys.readouterr().err)


def test_unused_and_expired_dismissals_are_told_as_check_tells_them(capsys):
    Path("assessor.toml").write_text(
        '[[suppress]]\ncode = "V01"\nreason = "已经核对过"\n'
        '[[suppress]]\ncode = "W01"\nuntil = 2020-01-01\nreason = "去年已经同意"\n',
        "utf-8",
    )
    main(["check", str(FORM), "--format", "csv"])
    said = [line for line in capsys.readouterr().err.splitlines() if line.strip()]
    text = squeezed("".join(said))
    assert "没有用上" in text
    assert "已于2020-01-01到期" in text
    for call in (
        ["annotate", str(FORM), "-o", "批注.xlsx"],
        ["report", str(FORM), "-o", "r.json"],
        ["review", str(FORM), "-o", "审核表.docx"],
        ["recheck", str(FORM), str(FORM)],
    ):
        main(call)
        assert text in squeezed(capsys.readouterr().err)


class TestRecheck:
    """A point that is dismissed is neither open nor answered."""

    def run(self, capsys, *call: str) -> tuple[int, dict]:
        status = main(["recheck", *call, "--format", "json"])
        return status, json.loads(capsys.readouterr().out)

    def test_what_the_file_dismisses_is_no_point(self, capsys):
        _, before = self.run(capsys, str(FORM), str(FORM))
        assert "W03" in json.dumps(before)
        Path("assessor.toml").write_text(suppress(checked(capsys, str(FORM)), "W03"), "utf-8")
        _, after = self.run(capsys, str(FORM), str(FORM))
        assert "W03" not in json.dumps(after)
        assert len(after["points"]) == len(before["points"]) - 1

    def test_a_dismissal_in_the_new_version_is_not_called_an_answer(self, capsys):
        new = commented("新.xlsx")
        _, after = self.run(capsys, str(FORM), new)
        assert "W03" not in json.dumps(after["points"])
        # Once the comment is gone again the point is open again.
        _, again = self.run(capsys, new, str(FORM))
        (point,) = [one for one in again["points"] if "W03" in json.dumps(one)]
        assert point["answer"] == "not"


def test_the_frame_and_severities_of_the_file_hold_for_suggest(capsys):
    call = ["suggest", "职工素质", "明显提升", "--level", "社会效益", "--format", "json"]
    assert main(call) == 0
    before = json.loads(capsys.readouterr().out)
    Path("assessor.toml").write_text('[severities]\nW01 = "minor"\n', "utf-8")
    assert main(call) == 0
    after = json.loads(capsys.readouterr().out)

    def weights(content: object) -> set[str]:
        return set(re.findall(r'"severity": "(\w+)"', json.dumps(content)))

    assert "major" in weights(before)
    assert "minor" in weights(after)


class TestRowFiles:
    @pytest.fixture
    def rows(self) -> str:
        row = {"level2": "数量指标", "name": "开展心理健康课程", "value": "≥5场", "project": "甲"}
        Path("行.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
        return "行.jsonl"

    @pytest.mark.parametrize(
        "call", [["annotate", "-o", "a.html"], ["review", "--letter", "a.docx"]]
    )
    def test_they_are_judged_row_by_row_unless_asked(self, rows, call, capsys):
        command, option, output = call
        assert main([command, rows, option, output]) == 0
        err = squeezed(capsys.readouterr().err)
        assert "意见0条" in err or "没有需要退回修改的问题" in err
        main([command, rows, "--as-submission", option, output])
        err = squeezed(capsys.readouterr().err)
        assert re.search("意见[1-9]|已写1个单位的退回修改意见", err)
