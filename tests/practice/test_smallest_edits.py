"""The smallest edit for each finding, always proved by assessing again."""

import pytest

from assessor.core.finding import Severity
from assessor.core.rewrite import BLANK
from assessor.core.submission import Field
from assessor.practice.live import row_as_typed
from assessor.practice.samples import sampled, with_blanks
from assessor.practice.smallest_edits import NONE_FOUND, FieldChange, smallest_edits
from assessor.rewrites.figures import ungrounded
from assessor.training.rewrites import indicator_of


def edits(library, name, value, level2=""):
    row = row_as_typed(name=name, value=value, level2=level2)
    return {edit.code: edit for edit in smallest_edits(library.run, row)}


@pytest.mark.parametrize(
    ("name", "value", "level2", "code", "field", "after", "size"),
    [
        ("开展培训场次", "5场", "数量指标", "V02", Field.VALUE, "≥5场", 1),
        ("设备故障率", "≥5%", "质量指标", "V05", Field.VALUE, "≤5%", 1),
        ("群众满意度", "≥90%", "社会效益指标", "C01", Field.LEVEL2, "服务对象满意度指标", 1),
        ("培训覆盖率", "较高", "质量指标", "W01", Field.VALUE, "≥【__】%", 3),
        ("开展活动次数", "", "数量指标", "V01", Field.VALUE, "≥【__】次", 3),
        ("满意度", "≥90%", "满意度指标", "C12", Field.NAME, "【__】满意度", 1),
        ("审计决定落实率和发现问题整改率", "≥90%", "质量指标", "W07", Field.NAME, "审计决定落实率", 8),
    ],
)  # fmt: skip
def test_known_rows(library, name, value, level2, code, field, after, size):
    edit = edits(library, name, value, level2)[code]
    assert (edit.field, edit.after, edit.size) == (field, after, size)
    assert edit.before == row_as_typed(name=name, value=value, level2=level2).text(field)
    assert edit.why


def changed(row, edit):
    changes = [FieldChange(field=edit.field, before=edit.before, after=edit.after), *edit.further]
    texts = {
        place: row.text(place) for place in (Field.NAME, Field.VALUE, Field.LEVEL1, Field.LEVEL2)
    }
    for change in changes:
        assert texts[change.field] == change.before
        texts[change.field] = change.after
    return row_as_typed(
        name=texts[Field.NAME], value=texts[Field.VALUE], level1=texts[Field.LEVEL1],
        level2=texts[Field.LEVEL2],
    )  # fmt: skip


def test_each_edit_of_the_corpus_clears_its_finding_and_brings_no_other(library):
    tried = 0
    for entry in [e for e in library.entries if not e.is_sound][::60]:
        row = indicator_of(entry.row)
        (before,) = library.judged((row,))
        for edit in smallest_edits(library.run, row):
            if edit.after is None:
                assert edit.why == NONE_FOUND
                continue
            tried += 1
            new = changed(row, edit)
            (after,) = library.judged((sampled(new),))
            codes = {finding.code for finding in before.findings}
            assert edit.code not in {finding.code for finding in after.findings}
            assert {f.code for f in after.findings if f.severity is not Severity.INFO} <= codes, (
                row.name,
                row.value,
                edit,
            )
            assert not ungrounded(
                (new.name, new.value),
                (row.name, row.value, "100% 0" if "按修改" in edit.why else ""),
            )
    assert tried > 60


def test_one_edit_for_each_finding_in_order(library):
    row = row_as_typed(name="职工素质", value="明显提升", level2="数量指标")
    (assessed,) = library.run.unplaced((row,))
    found = smallest_edits(library.run, row)
    assert [edit.finding for edit in found] == [finding.id for finding in assessed.findings]
    assert len(found) >= 2


def test_a_sound_row_needs_none(library):
    row = row_as_typed(name="开展培训场次", value="≥5场", level2="数量指标")
    assert smallest_edits(library.run, row) == ()


def test_where_none_is_found_it_is_said(library):
    (edit,) = edits(library, "知晓率、满意度", "≥95%", "社会效益指标").values()
    assert edit.after is None
    assert edit.why == NONE_FOUND


@pytest.mark.parametrize("name", ["", "名" * 300, "<b>职工素质</b>", "=A1+职工素质", "abc"])
def test_rows_that_cannot_be_mended_say_why(library, name):
    row = row_as_typed(name=name, value="明显提升", level2="数量指标")
    for edit in smallest_edits(library.run, row):
        assert edit.after is None
        assert edit.why


def test_blanks_are_filled_for_judging_alone():
    row = row_as_typed(name="培训人数", value="30____")
    assert with_blanks(row.value) == f"30{BLANK}"
    assert sampled(row).value == "30人"
    assert BLANK not in sampled(row_as_typed(name="【 】满意度", value="≥【__】%")).name
