"""No figure in a rewrite that the documents do not print, over more than 10,000 made-up rows.

Figures are read here by rules of their own, apart from those of the guard that is tested.
"""

import re
import unicodedata
from decimal import Decimal

import pytest
from generated_projects import ROWS_EACH, GeneratedProject, generated_project, row_texts

from assessor.assessing import Assessor
from assessor.core.rewrite import BLANK, FigureSource, Rewrite, RewrittenRow, Verdict
from assessor.core.submission import Goal, GoalKind, Indicator
from assessor.rewrites.case import Surroundings
from assessor.rewrites.proposing import Rewriter

PROJECTS, PARTS, SEED = 1280, 4, 20260401
_DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_NUMERALS = re.compile(
    r"[零〇一二两三四五六七八九十百千]+(?=[个人次场项家户件份名篇册期批年月日天元成万亿倍台套%])"
)
# Numerals that count nothing: 一次办结率, 第三方, 一户一策.
_WORDS = re.compile(
    r"一次(?:性)?(?!数)|第三方|统一|一户一\w|一人一\w|一体|一线|一般|一季度|半年|每[一年月]"
)
_TWO_OR_FIVE = re.compile(r"PM2\.5|PM10")
_VALUES = {char: number for number, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ALL = re.compile(
    r"全部|全覆盖|全员|全体|所有|应\w尽\w|100|完成\w*任务|任务\w*完成|全额|足额|百分之百"
)
_NONE = re.compile(r"不发生|未发生|杜绝|零|无|没有|不出现")


def numeral(text: str) -> Decimal:
    total = current = 0
    for char in text:
        if char in "十百千":
            total += (current or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            current = 0
        else:
            current = _VALUES[char]
    return Decimal(total + current)


def figures(text: str) -> set[Decimal]:
    text = unicodedata.normalize("NFKC", text).replace(BLANK, " ")
    text = _WORDS.sub(" ", _TWO_OR_FIVE.sub(" ", text))
    arabic = {Decimal(hit.replace(",", "")).normalize() for hit in _DIGITS.findall(text)}
    return arabic | {numeral(hit).normalize() for hit in _NUMERALS.findall(text)}


def all_figures(texts) -> set[Decimal]:
    return {figure for text in texts for figure in figures(text)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("培训１，２００人次", {1200}),
        ("≥98.50%", {Decimal("98.5")}),
        ("不少于十二场", {12}),
        ("二十个", {20}),
        ("一次验收合格率≥【__】%", set()),
        ("PM2.5平均浓度≤35微克/立方米", {35}),
        ("第三方抽查3次", {3}),
    ],
)
def test_figures_are_read(text, found):
    assert figures(text) == {Decimal(figure).normalize() for figure in found}


@pytest.fixture(scope="module")
def rewriter():
    return Rewriter(Assessor.of())


def proposed(rewriter, projects):
    """Yield each row with its project and what is shown for it."""
    rows = [(project, row) for project in projects for row in project.surroundings.rows]
    assessed = list(rewriter.assessor.assess(row for _, row in rows))
    found = rewriter.rewrites(assessed, [project.surroundings for project, _ in rows])
    for (project, row), rewrites in zip(rows, found, strict=True):
        yield project, row, rewrites.shown


@pytest.mark.parametrize("part", range(PARTS))
def test_every_figure_stands_in_the_documents(rewriter, part):
    projects = [generated_project(i, seed=SEED) for i in range(part, PROJECTS, PARTS)]
    wrong: list[tuple[str, str, str, str]] = []
    shown = 0
    for project, row, rewrites in proposed(rewriter, projects):
        shown += len(rewrites)
        for rewrite in rewrites:
            fault = invented(project, row, rewrite) or uncited(project, row, rewrite)
            if fault:
                wrong.append((row.name, row.value, str(printed(rewrite)), fault))
    assert not wrong, f"{len(wrong)}: {wrong[:10]}"
    assert shown > len(projects) * ROWS_EACH // 2


def test_there_are_rows_enough():
    assert PROJECTS * ROWS_EACH > 10_000


def answer(name, value, *sources):
    row = RewrittenRow(level1="效益指标", level2="社会效益指标", name=name, value=value)
    return Rewrite(row=row, frame="test.any", evidence=(), reason="", sources=sources,
                   verdict=Verdict.NEEDS_INPUT)  # fmt: skip


GOAL = "全年培训职工360人次"
CITED = FigureSource(figure="360", text=GOAL, place="绩效目标")

NONE = FigureSource(figure="0起", text="不发生", place="原指标")
SAID = FigureSource(figure="100%", text="全覆盖", place="原指标")


@pytest.mark.parametrize(
    ("old", "rewrite", "fault"),
    [
        ("有所提升", answer("培训合格率", "≥【__】%"), ""),
        ("有所提升", answer("培训合格率", "≥95%"), "invented: [Decimal('95')]"),
        ("有所提升", answer("培训合格率", "=100%"), "invented: [Decimal('1E+2')]"),
        ("全覆盖", answer("培训覆盖率", "=100%", SAID), ""),
        ("有所提升", answer("培训覆盖率", "=100%", SAID), "invented: [Decimal('1E+2')]"),
        ("不发生事故", answer("培训事故起数", "=0起"), "uncited: [Decimal('0')]"),
        ("不发生事故", answer("培训事故起数", "=0起", NONE), ""),
        ("有所提升", answer("培训事故起数", "=0起"), "invented: [Decimal('0')]"),
        ("有所提升", answer("培训三十场", "≥【__】场"), "invented: [Decimal('3E+1')]"),
        ("有所提升", answer("培训人次", "≥360人次", CITED), ""),
        ("有所提升", answer("培训人次", "≥360人次"), "uncited: [Decimal('3.6E+2')]"),
        (
            "有所提升",
            answer(
                "培训人次", "≥360人次", FigureSource(figure="360", text="别处360", place="目标")
            ),
            "cites what is not printed: 别处360",
        ),
    ],
)
def test_an_invented_or_uncited_figure_is_noticed(old, rewrite, fault):
    row = Indicator(id="1", name="职工培训", value=old)
    goals = (Goal(text=GOAL, kind=GoalKind.ANNUAL),)
    project = GeneratedProject(Surroundings(project="培训", rows=(row,), goals=goals))
    assert (invented(project, row, rewrite) or uncited(project, row, rewrite)) == fault


def printed(rewrite: Rewrite) -> tuple[str, ...]:
    return tuple(text for row in (rewrite.row, *rewrite.further) for text in (row.name, row.value))


def granted(row: Indicator) -> set[Decimal]:
    """Return the figures that the row's own words stand for: all is 100, none is 0."""
    words = " ".join((row.name, row.value, row.cycle_value))
    return ({Decimal(100)} if _ALL.search(words) else set()) | (
        {Decimal(0)} if _NONE.search(words) else set()
    )


def invented(project: GeneratedProject, row: Indicator, rewrite: Rewrite) -> str:
    known = all_figures((*row_texts(row), *project.texts)) | {f.normalize() for f in granted(row)}
    strange = all_figures(printed(rewrite)) - known
    return f"invented: {sorted(strange)}" if strange else ""


def uncited(project: GeneratedProject, row: Indicator, rewrite: Rewrite) -> str:
    """Return what is wrong with the citations of figures."""
    cited: set[Decimal] = set()
    for source in rewrite.sources:
        if not any(source.text in text for text in (*row_texts(row), *project.texts)):
            return f"cites what is not printed: {source.text}"
        words = Indicator(id="", name="", value=source.text)
        if not figures(source.figure) <= figures(source.text) | granted(words):
            return f"cites {source.figure} from {source.text}"
        cited |= figures(source.text) | {f.normalize() for f in granted(words)}
    strange = all_figures(printed(rewrite)) - cited
    return f"uncited: {sorted(strange)}" if strange else ""
