"""Long tables: every row is read once, and rows of other amounts or heads are never paired."""

from assessor.checks import quantities
from assessor.checks.row_pairs import pairs_of_one_amount
from assessor.checks.submission_check import SubmissionSubject
from assessor.checks.submissions import s03_duplicate_indicator as s03
from assessor.core.submission import Indicator, Project, Submission


def _rows(many: int, *, start: int = 0) -> tuple[Indicator, ...]:
    things = ("道路", "桥梁", "学校", "卫生室", "水库", "绿地", "路灯")
    return tuple(
        Indicator(
            id=str(start + n), level1="产出指标", level2="数量指标",
            name=f"第{n}片区维修{things[n % 7]}数量", value=f"≥{2 + start + n * 37 % 911}个",
        )
        for n in range(many)
    )  # fmt: skip


def _counted(monkeypatch, place, name: str) -> list[int]:
    calls: list[int] = []
    original = getattr(place, name)

    def counting(*args, **options):
        calls.append(1)
        return original(*args, **options)

    monkeypatch.setattr(place, name, counting)
    return calls


def _answers(*projects: Project) -> list[object]:
    subject = SubmissionSubject(
        submission=Submission(projects=projects), rows=tuple(() for _ in projects)
    )
    return list(s03.CHECK.find(subject))


def test_calls_grow_with_the_rows_and_not_with_their_pairs(monkeypatch):
    read = _counted(monkeypatch, quantities, "parse_targets")
    compared = _counted(monkeypatch, s03, "count_the_same")
    quantities.quantities_in.cache_clear()
    assert _answers(Project(name="维修改造", indicators=_rows(1200))) == []
    assert len(read) <= 1200
    assert len(compared) <= 1200


def test_rows_of_many_projects_are_read_once(monkeypatch):
    read = _counted(monkeypatch, quantities, "parse_targets")
    quantities.quantities_in.cache_clear()
    projects = [Project(name=f"项目{n}", indicators=_rows(10, start=n)) for n in range(120)]
    _answers(*projects)
    assert len(read) <= 1200


def test_pairs_are_those_of_one_amount_and_head():
    rows = tuple(
        Indicator(id=name, level1="产出指标", level2="数量指标", name=name, value=value)
        for name, value in (
            ("参训教师人数", "≥60人"),
            ("维修道路数量", "≥60个"),
            ("高中教师培训人数", "60人"),
            ("培训教师人数", "80人"),
            ("受益人数", "60人"),
        )
    )
    found = [(one.name, other.name) for one, other in pairs_of_one_amount(rows, "高中办学条件改善")]
    assert ("参训教师人数", "高中教师培训人数") in found
    assert ("参训教师人数", "受益人数") in found
    assert all(
        "80人" not in {one.value, other.value} for one, other in pairs_of_one_amount(rows, "")
    )
    assert ("参训教师人数", "维修道路数量") not in found
