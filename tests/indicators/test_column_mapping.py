import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessor.core.column_letters import column_letters
from assessor.core.limits import Limits
from assessor.core.submission import Extraction, Origin
from assessor.documents.document import Cell, Document, Table
from assessor.documents.reading import read_document
from assessor.errors import ConfigError, InputError
from assessor.indicators.column_mapping import (
    NO_MAPPINGS,
    Mappings,
    joined_text,
    parse_columns,
)
from assessor.indicators.columns import Role
from assessor.indicators.extraction import extract

HEADER = ["类别", "分项", "考核内容", "计划", "数", "单位", "备用"]
BODY = [
    ["产出指标", "数量指标", "清淤长度", "≥", "12", "公里", "甲"],
    ["", "质量指标", "验收合格率", "=", "100", "%", ""],
    ["效益指标", "社会效益指标", "积水点减少", "≥", "3", "处", "乙"],
]
WORDS = st.sampled_from(
    [
        "",
        "",
        *HEADER,
        "三级指标",
        "指标值",
        "一级指标",
        "产出指标",
        "数量指标",
        "培训人数",
        "≥",
        "5",
        "个",
        "合计",
    ]
)
JOIN = "三级指标=C,指标值=D+E+F,一级指标=A,二级指标=B"


def table(rows, *, sheet="", merged=()) -> Table:
    spans = {(row, column): (height, width) for row, column, height, width in merged}
    cells = tuple(
        Cell(
            text=text, row=i, column=j, origin=Origin(sheet=sheet or None, row=i + 1, column=j + 1),
            row_span=spans.get((i, j), (1, 1))[0], column_span=spans.get((i, j), (1, 1))[1],
        )
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
        if text
    )  # fmt: skip
    return Table(cells=cells, row_count=len(rows), column_count=max(map(len, rows)), name=sheet)


def read(*tables: Table, columns: str = "", mappings: Mappings = NO_MAPPINGS) -> Extraction:
    if columns:
        mappings = Mappings(given=parse_columns(columns), remembered=mappings.remembered)
    document = Document(kind="docx", name="表.docx", blocks=tables)
    return extract(document, name="表.docx", limits=Limits(), mappings=mappings)


def rows(extraction: Extraction) -> list[tuple[str, str, str]]:
    return [
        (row.level2, row.name, row.value)
        for submission in extraction.submissions
        for project in submission.projects
        for row in project.indicators
    ]


JOINED = [
    ("数量指标", "清淤长度", "≥12公里"),
    ("质量指标", "验收合格率", "=100%"),
    ("社会效益指标", "积水点减少", "≥3处"),
]


class TestParsing:
    @pytest.mark.parametrize(
        "text",
        [
            "三级指标=D,指标值=F+G",
            "三级指标 = d ， 指标值 ＝ f ＋ g",
            "三级指标=4;指标值=6+7",
            "指标名称=Ｄ；年度指标值=F+７",
        ],
    )
    def test_letters_numbers_and_full_width_marks_say_the_same(self, text):
        fields = {f.role: [r.column for r in f.references] for f in parse_columns(text).fields}
        assert fields == {Role.NAME: [3], Role.VALUE: [5, 6]}

    @pytest.mark.parametrize("quotes", ["“”", "''", '""', "「」"])
    def test_quoted_header_texts_may_hold_any_mark(self, quotes):
        mapping = parse_columns(f"三级指标={quotes[0]}内容=A,B+C{quotes[1]},指标值=指标（值）")
        headers = [reference.header for f in mapping.fields for reference in f.references]
        assert headers == ["内容=A,B+C", "指标（值）"]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("三级指表=D,指标值=F", ["没有名为“三级指表”的字段"]),
            ("得分=D,三级指标=C,指标值=F", ["没有名为“得分”的字段"]),
            ("三级指标=D1,指标值=F", ["“D1”看不懂"]),
            ("三级指标=0,指标值=F", ["“0”看不懂"]),
            ("三级指标=ZZZ,指标值=F", ["“ZZZ”看不懂"]),
            ('三级指标="",指标值=F', ["看不懂"]),
            ("三级指标=D,指标值=F+", ["“”看不懂"]),
            ("三级指标=D,三级指标=E,指标值=F", ["“三级指标”写了两次"]),
            ("三级指标=D,指标值=F+F", ["“F”写了两次"]),
            ("三级指标=D,指标值=D", ["“三级指标”和“指标值”写的是同一列 D"]),
            ("指标值=D", ["没有写“三级指标”在哪一列"]),
            ("三级指标=D", ["没有写“指标值”或“实施周期指标值”在哪一列"]),
            ("三级指标=无,指标值=D", ["没有写“三级指标”在哪一列"]),
            ("三级指标", ["“三级指标”不是“字段=列”的写法"]),
            ("", ["没有写“三级指标”"]),
            ("三级指标=D,指标值=F,表头=x", ["“表头=x”应是行号"]),
            ("三级指标=D,指标值=F,表头=9-5", ["“表头=9-5”应是行号"]),
            ("三级指标=D,指标值=F,表=0", ["“表=0”应是表的序号"]),
            ("三级指标=D,指标值=F,表=1,表=2", ["“表”写了两次"]),
            ("三" * 3000, ["太长"]),
        ],
    )
    def test_what_cannot_be_meant_is_told_with_the_remedy(self, text, words):
        with pytest.raises(ConfigError) as caught:
            parse_columns(text)
        assert all(word in caught.value.message for word in words), caught.value.message
        assert caught.value.message.startswith("--columns：")
        assert caught.value.code == "config.mapping"
        assert caught.value.hint

    def test_letters_are_those_of_a_spreadsheet(self):
        assert [column_letters(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


class TestJoining:
    @pytest.mark.parametrize(
        ("parts", "joined"),
        [
            (["≥", "90", "%"], "≥90%"),
            (["大于等于", "3", "场次"], "大于等于3场次"),
            (["定性", "长期稳定"], "长期稳定"),
            (["90", "%"], "90%"),
            (["12", "公里"], "12公里"),
            (["≥90%", ""], "≥90%"),
            (["应保尽保", "长期"], "应保尽保长期"),
            (["≥", ""], ""),
        ],
    )
    def test_values_are_joined_as_a_person_reads_them(self, parts, joined):
        assert joined_text([(part, None) for part in parts], Role.VALUE) == joined

    def test_a_unit_is_known_by_its_header_and_names_are_put_together(self):
        assert joined_text([("", None), ("个", Role.UNIT)], Role.VALUE) == ""
        assert joined_text([("清淤", None), ("长度", None)], Role.NAME) == "清淤长度"


class TestApplying:
    def test_unknown_headers_are_read_as_told(self):
        result = read(table([["某表"], HEADER, *BODY]), columns=JOIN)
        assert rows(result) == JOINED
        assert result.notices == ("按 --columns 指定的列读取了 1 张表",)
        assert result.confidence == 1.0

    def test_a_wrong_guess_is_corrected_and_the_rest_stays_as_recognised(self):
        header = ["一级指标", "二级指标", "三级指标", "指标值", "目标水平", "计量单位", "权重"]
        body = [["产出指标", "数量指标", "培训人数", "人", "≥20", "人", "10"]]
        assert rows(read(table([header, *body]))) == [("数量指标", "培训人数", "人")]
        result = read(table([header, *body]), columns="三级指标=C,指标值=“目标水平”,计量单位=无")
        assert rows(result) == [("数量指标", "培训人数", "≥20")]
        row = result.submissions[0].projects[0].indicators[0]
        assert (row.weight, row.unit) == ("10", "")

    @pytest.mark.parametrize("told", ["表头=2", "表头=2-2", "表=1", "表=1,表头=2"])
    def test_table_and_header_row_may_be_told(self, told):
        assert rows(read(table([["某表"], HEADER, *BODY]), columns=f"{JOIN},{told}")) == JOINED

    def test_a_table_without_header_begins_with_its_first_row(self):
        assert rows(read(table(BODY), columns=f"{JOIN},表头=无")) == JOINED

    def test_the_sheet_is_chosen_by_name(self):
        first, second = (
            table([HEADER, [*BODY[0][:2], name, *BODY[0][3:]]], sheet=sheet)
            for name, sheet in (("甲长度", "一"), ("乙长度", "二"))
        )
        result = read(first, second, columns=f"{JOIN},工作表=二")
        assert rows(result)[-1] == ("数量指标", "乙长度", "≥12公里")
        assert [t.mapping for t in result.tables] == ["", "--columns"]

    def test_the_same_header_is_read_alike_in_every_table(self):
        other = table([["费用", "元"], ["差旅", "200"]])
        result = read(other, table([HEADER, *BODY[:2]]), table([HEADER, BODY[2]]), columns=JOIN)
        assert rows(result) == JOINED
        assert [t.taken for t in result.tables] == [False, True, True]

    def test_a_header_printed_again_is_no_row(self):
        assert rows(read(table([HEADER, *BODY[:2], HEADER, BODY[2]]), columns=JOIN)) == JOINED

    def test_merged_cells_of_a_header_are_stepped_over(self):
        first = ["类别", "分项", "考核内容", "目标", "", "", "备用"]
        second = ["", "", "", "符号", "数", "单位", ""]
        merged = [(0, column, 2, 1) for column in (0, 1, 2, 6)] + [(0, 3, 1, 3)]
        result = read(table([first, second, *BODY], merged=merged), columns=JOIN)
        assert rows(result) == JOINED
        by_header = read(
            table([first, second, *BODY], merged=merged),
            columns="三级指标=考核内容,指标值=目标,一级指标=A,二级指标=B,表头=1",
        )
        assert rows(by_header) == JOINED

    def test_levels_merged_over_rows_are_filled(self):
        merged = [(1, 0, 2, 1)]
        result = read(table([HEADER, *BODY], merged=merged), columns=JOIN)
        levels = [row.level1 for row in result.submissions[0].projects[0].indicators]
        assert levels == ["产出指标", "产出指标", "效益指标"]

    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ("三级指标=C,指标值=H", ["表 1", "没有 H 列", "只有 7 列", "到 G 为止"]),
            ("三级指标=C,指标值=“没有的列”", ["表头里没有“没有的列”"]),
            ("三级指标=C,指标值=D,表=3", ["没有第 3 张表", "共有 1 张表"]),
            ("三级指标=C,指标值=D,工作表=无", ["没有名为“无”的工作表", "目标"]),
            ("三级指标=C,指标值=D,表头=99", ["没有第 99 行"]),
        ],
    )
    def test_a_mapping_that_does_not_fit_names_what_the_table_has(self, told, words):
        with pytest.raises(InputError) as caught:
            read(table([HEADER, *BODY], sheet="目标"), columns=told)
        assert caught.value.code == "input.columns"
        assert all(word in caught.value.message for word in words), caught.value.message
        assert caught.value.hint

    def test_a_header_text_on_two_columns_is_told(self):
        header = ["考核内容", "数", "数"]
        with pytest.raises(InputError, match="不止一列（B、C）"):
            read(table([header, ["清淤", "1", "2"]]), columns="三级指标=A,指标值=数")

    def test_a_document_without_tables_cannot_be_mapped(self):
        with pytest.raises(InputError, match="没有表格"):
            read(columns=JOIN)

    def test_the_columns_of_a_dump_are_those_between_its_tabs(self):
        text = "\n".join("\t".join(row) for row in [["某表"], HEADER, *BODY])
        document = read_document("表.txt", text.encode(), limits=Limits())
        result = extract(
            document, name="表.txt", limits=Limits(), mappings=Mappings(given=parse_columns(JOIN))
        )
        assert rows(result) == JOINED

    @settings(max_examples=150, suppress_health_check=list(HealthCheck))
    @given(
        grids=st.lists(st.lists(st.lists(WORDS, max_size=6), min_size=1, max_size=8), max_size=3),
        spans=st.lists(st.tuples(*[st.integers(0, 5)] * 2, *[st.integers(1, 4)] * 2), max_size=3),
        told=st.sampled_from(
            [JOIN, "三级指标=A,指标值=B", "三级指标=A+B,指标值=B+C,计量单位=C", "三级指标=三级指标,指标值=A",
             "三级指标=B,指标值=A+C,表头=无", "三级指标=B,指标值=C,表头=2-3", "三级指标=A,指标值=C,表=2"]
        ),
    )  # fmt: skip
    def test_any_table_is_read_or_refused_with_a_reason(self, grids, spans, told):
        tables = [table(grid, merged=spans) for grid in grids if any(grid)]
        with contextlib.suppress(InputError):
            result = read(*tables, columns=told)
            digests = {t.digest for t in result.tables if t.mapping and t.digest}
            known = Mappings(remembered=tuple((d, parse_columns(told)) for d in digests))
            again = read(*tables, mappings=known)
            assert {t.digest for t in again.tables if t.mapping} <= digests


class TestRemembered:
    def remembered(self, told: str = JOIN) -> Mappings:
        digest = read(table([HEADER, *BODY]), columns=told).tables[0].digest
        return Mappings(remembered=((digest, parse_columns(told)),))

    def test_the_same_header_is_read_alike_wherever_it_stands(self):
        known = self.remembered()
        years = [["2026年某表"], ["说明", "无"], HEADER, *BODY]
        assert rows(read(table(years), mappings=known)) == JOINED

    @pytest.mark.parametrize(
        "header",
        [HEADER[:-1], ["", *HEADER], [*HEADER[:-1], "备注"], [HEADER[1], HEADER[0], *HEADER[2:]]],
    )
    def test_another_header_is_not_touched(self, header):
        result = read(table([header, *[["", *row] if not header[0] else row for row in BODY]]),
                      mappings=self.remembered())  # fmt: skip
        assert all(not t.mapping for t in result.tables)

    def test_what_is_told_now_goes_before_what_is_remembered(self):
        result = read(
            table([HEADER, *BODY]), columns="三级指标=C,指标值=E,一级指标=A,二级指标=B,计量单位=无",
            mappings=self.remembered(),
        )  # fmt: skip
        assert [value for _, _, value in rows(result)] == ["12", "100", "3"]
        assert [t.mapping for t in result.tables] == ["--columns"]

    def test_one_that_does_not_fit_is_told_and_not_used(self):
        ((digest, _),) = self.remembered().remembered
        broken = Mappings(remembered=((digest, parse_columns("三级指标=C,指标值=Z")),))
        result = read(table([HEADER, *BODY]), mappings=broken)
        assert any("没有 Z 列" in notice for notice in result.notices)


class TestAccounts:
    def test_a_recognised_table_tells_its_columns_and_its_rejected_rows(self):
        header = ["一级指标", "二级指标", "绩效指标", "年度指标值"]
        body = [["产出指标", "数量指标", "培训人数", "≥20人"], ["", "", "", "5场"]]
        (account,) = read(table([["某表"], header, *body])).tables
        assert account.taken
        assert (account.number, account.rows, account.with_level) == (1, 1, 1)
        assert [(c.field, c.columns, c.guessed) for c in account.columns] == [
            ("level1", (1,), False), ("level2", (2,), False), ("name", (3,), True),
            ("value", (4,), False),
        ]  # fmt: skip
        assert account.header == (Origin(row=2), Origin(row=2))
        assert [item.reason for item in account.rejected] == ["有指标值但没有指标名称"]
        assert (account.first.row, account.last.row) == (2, 4)

    @pytest.mark.parametrize(
        ("header", "reason"),
        [
            (["物品", "颜色"], "没有一行像指标表的表头"),
            (["一级指标", "指标值"], "没有“三级指标”列"),
            (["三级指标", "权重"], "没有“指标值”列"),
        ],
    )
    def test_a_table_that_is_not_taken_says_why(self, header, reason):
        good = table([["一级指标", "二级指标", "三级指标", "指标值"],
                      ["产出指标", "数量指标", "培训人数", "≥20人"]])  # fmt: skip
        left, taken = read(table([header, ["甲", "乙"]]), good).tables
        assert (left.taken, taken.taken) == (False, True)
        assert left.reason.startswith(reason)
        assert taken.number == 2

    def test_a_document_that_is_not_understood_keeps_its_accounts(self):
        with pytest.raises(InputError) as caught:
            read(table([["物品", "颜色"], ["铅笔", "蓝"]]))
        assert [t.taken for t in caught.value.tables] == [False]

    def test_a_row_that_is_hidden_says_so(self):
        shown = table([["一级指标", "二级指标", "三级指标", "指标值"],
                       ["产出指标", "数量指标", "培训人数", "≥20人"],
                       ["产出指标", "数量指标", "参训人次", "≥30人次"]])  # fmt: skip
        cells = tuple(
            Cell(text=c.text, row=c.row, column=c.column, origin=c.origin, hidden=c.row == 2)
            for c in shown.cells
        )
        result = read(Table(cells=cells, row_count=3, column_count=4))
        found = result.submissions[0].projects[0].indicators
        assert [row.origin.hidden for row in found] == [False, True]
