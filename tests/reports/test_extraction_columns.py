"""New columns of rows in the reports of ``assessor extract``."""

import io

import openpyxl

from assessor.core.submission import Extraction, Indicator, Project, Submission
from assessor.indicators.columns import Role
from assessor.reports.text_tables import FIELD_NAMES
from assessor.reports.xlsx_extraction import write_workbook


def test_the_workbook_shows_score_reason_and_type_behind_the_columns_it_had():
    row = Indicator(
        id="1", name="护栏", value="≥18公里", score="8.5", reason="=1+1", value_type="定量"
    )
    submission = Submission(projects=(Project(name="公路", indicators=(row,)),))
    stream = io.BytesIO()
    write_workbook(
        [Extraction(path="表", kind="xlsx", form="table", submissions=(submission,))], stream
    )
    header, values = openpyxl.load_workbook(stream)["指标"].iter_rows(values_only=True)
    assert header[13:] == ("位置", "备注", "自评得分", "偏差原因及改进措施", "指标值类型")
    assert values[15:] == ("8.5", "=1+1", "定量")


def test_every_column_that_may_be_taken_has_a_name_in_explanations():
    # Signs and units of the cycle and of actual values stand in columns of their groups.
    grouped = {Role.CYCLE_SIGN, Role.CYCLE_UNIT, Role.ACTUAL_SIGN, Role.ACTUAL_UNIT}
    assert {role.value for role in set(Role) - grouped} <= FIELD_NAMES.keys()
