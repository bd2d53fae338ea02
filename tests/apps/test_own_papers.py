"""What the program has written into a folder is not read as a submission of a unit."""

import json

import pytest

from assessor.apps.cli.main import main

FORM = {"level2": "社会效益指标", "name": "职工获得感", "value": "有所提升", "id": "1"}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "目标.txt").write_text("社会效益指标 职工获得感：有所提升\n", "utf-8")
    (tmp_path / "行.jsonl").write_text(json.dumps(FORM, ensure_ascii=False) + "\n", "utf-8")
    return tmp_path


def test_a_report_is_written_into_its_own_folder_again_and_again(folder, capsys):
    call = ["report", str(folder / "行.jsonl"), "-o", str(folder / "报告.html")]
    assert main(call) == 0
    capsys.readouterr()
    whole = ["report", str(folder), "-o", str(folder / "报告.html"), "--no-progress"]
    for _ in range(2):
        main(whole)
        told = capsys.readouterr().err
        assert "已写报告" in told, told
        assert "1 个文件未读取" in told
    page = (folder / "报告.html").read_text("utf-8")
    assert "行.jsonl" in page
    assert page.count("报告.html") == 0


def test_pages_with_remarks_and_reports_are_left_out_and_counted(folder, capsys):
    main(["annotate", str(folder / "行.jsonl"), "-o", str(folder / "意见.html")])
    main(["report", str(folder / "行.jsonl"), "-o", str(folder / "报告.html")])
    capsys.readouterr()
    main(["check", str(folder), "--format", "json", "--fail-on", "never"])
    out, err = capsys.readouterr()
    read = {document["path"] for document in json.loads(out)["documents"]}
    assert str(folder / "行.jsonl") in read
    assert not [path for path in read if path.endswith(".html")]
    assert "本程序写出的结果" in err
