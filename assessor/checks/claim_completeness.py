"""Claims that all was done, and praise without exception, held against the rest of the report."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessor.checks.claim_text import Passage, Role, clauses, sentences
from assessor.checks.closed_lists import listed_results, on_list
from assessor.checks.counted_wholes import fewer_done
from assessor.checks.report_targets import similarity
from assessor.checks.reported_rows import ReportedRow
from assessor.checks.self_evaluation import EvaluatedRow, several
from assessor.checks.topics import topic_of
from assessor.checks.underlining import trimmed
from assessor.checks.word_lists import check_pattern
from assessor.core.claim import Claim, ClaimKind, ClaimTopic, ClaimVerdict
from assessor.core.span import Span
from assessor.core.target import TargetKind
from assessor.text.normalise import normalise

_ALL = re.compile(
    r"(?:圆满|全面|超额|出色)(?:地)?完成了?(?=(?:全年|年度|年初|各项|既定|预期|预定|绩效|下达)[^,，。;；\d]{0,8}(?:目标|任务|指标|计划))"
    r"|(?:均|都|全部|全面|悉数|一律)(?:已经?|能够?|能|按期|按时|如期|按计划|按要求|圆满|顺利|高质量|足额|得以|予以|地)*"
    r"(?:完成|建成|达成|实现|达到|达标|交付|竣工|投用|投运|开通|启用|通车|通水|投入使用|投入运营|办结|完工|兑现|发放到位|发放完毕|实施完毕|落实到位|安装完毕|安装到位)"
)
_PART_OF_IT = re.compile(
    r"上半年|下半年|[一二三四]季度|\d{1,2}月|除[^,，。]{1,20}外|基本|大部分|主体|部分|已开工|已完工|首批|第一批|各月|多数|绝大"
)
_EXCEPT = re.compile(r"除[^。;；]{1,24}外")
_RATE = re.compile(
    r"([\u4e00-\u9fff]{2,16}(?:完成率|完工率|办结率|达标率))(?:仅|只|为|达到?|是|约)*\s*"
    r"(\d+(?:\.\d+)?)\s*%"
)
_ENUMERATION = re.compile("^[一二三四五六七八九]是")
_MONEY = re.compile(r"预算|资金|支出|执行|经费")
_LEVELS = ("成本", "产出", "效益", "满意度", "数量", "质量", "时效")
_PROBLEMS = re.compile("问题|不足|偏差|原因|困难")
_COUNTED = re.compile(
    r"(?:\d[\d,.]*|[一二两三四五六七八九十]+)\s*[个座处条家所套台户名人份场期次项公亩件栋辆]+"
)
_SATISFACTION = re.compile("满意|认可|好评")
_DISSATISFIED = re.compile(
    r"不满意的?(?:有|为|共)?\s*[1-9]\d*|[1-9]\d*\s*[人户名份家](?:表示)?不满意|(?:收到|接到|受理|发生)[^,，。;；]{0,10}投诉\s*[1-9]\d*\s*[件起次]|投诉[^,，。;；无零]{0,6}[1-9]\d*\s*[件起次]|[1-9]\d*\s*[件起次][^,，。;；]{0,6}投诉"
)
_NO_EVENT = re.compile(
    r"(?:未|没有|无|零)(?:发生|出现|收到|接到|产生)?(?:任何|一起|一例)?(?P<kind>[\u4e00-\u9fff]{0,6}?)(?P<event>事故|投诉|违规|信访|舆情|返工)"
)
_EVENT = re.compile(
    r"(?:发生|出现|收到|接到|受理)[^,，。;；\d]{0,8}(?P<n1>[1-9]\d*)\s*[起件次例][^,，。;；]{0,8}?(?P<e1>事故|投诉|违规|信访|舆情|返工)"
    r"|(?P<e2>事故|投诉|信访|舆情)(?!率)[^,，。;；\d率]{0,4}(?P<n2>[1-9]\d*)\s*[起件次例]"
)
_ATTRIBUTE = re.compile(r"(?:年初|原|年度)?(?:计划|拟|应|将要|需要|要求)[^,，。;；]{0,12}的")
_GENERAL = re.compile(
    r"(?:总的来看|总体上?来?看|总体上?|从[^,，]{0,10}看|[一二三四五六七八九十\d]{1,3}[项个大]|截至[^,，]{0,8}|本|该|我|全|各|[局馆站院校县市区]"
    r"|年初|年度|全年|当年|确定|下达|批复|设定|制定|既定|预定|预期|绩效|各项|所有|全部|重点|主要|总体|整体|核心|三级|二级|量化|部门|单位|项目|工作|目标任务"
    r"|支出|自评|专项资金|专项|资金|经费|工程|指标|目标|任务|计划|内容|的|等|已经?|完成情况|情况|值|共|承担|安排|民生|实事)*"
    r"(?:任务|目标|指标|工作|计划|项目|指标值|目标值|内容|情况)"
)
_LEAST_ROWS = 2
_SHORT, _ALIKE = 2, 0.75
_NEAR = 0.6


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a claim of completeness is held against.

    Attributes
    ----------
    texts
        All passages of the report.
    rows
        Rows of the tables.
    reported
        Results that the text reports.
    title
        Title of the document; a claim on what it names is on everything.
    """

    texts: Sequence[Passage]
    rows: Sequence[EvaluatedRow]
    reported: Sequence[ReportedRow]
    title: str = ""


def completeness(passage: Passage, evidence: Evidence) -> Iterator[Claim]:
    """Yield claims that all was done, with what the tables and the text say of it."""
    if passage.role is Role.PLAN:
        return
    for sentence in sentences(passage.plain):
        for clause in clauses(passage.plain, sentence):
            words = passage.plain[clause.start : clause.end]
            match = _claim_in(words)
            if match is None or _EXCEPT.search(passage.plain, sentence.start, clause.end):
                continue
            if "100" in match.group() and not check_pattern("claims.all_of").search(words):
                continue
            before = words[: match.start()]
            if check_pattern("claims.not_claimed").search(_ATTRIBUTE.sub("", before)):
                continue
            if not before.strip(" ,，、并且也已"):
                before = passage.plain[sentence.start : clause.start]
            listed = listed_results(passage, sentence, clause, evidence.reported)
            if listed is not None:
                yield from on_list(passage, clause, listed)
                continue
            subject = f"{before} {words[match.end() :]}"
            general = _is_general(subject, before, evidence.title) or bool(
                _GENERAL.fullmatch(words[match.end() :].strip(" ,，。了"))
            )
            verdict, why, ids = _judge(passage, sentence, subject, words, general, evidence)
            if verdict is ClaimVerdict.CANNOT_DECIDE and not general:
                continue
            yield passage.claim(
                trimmed(passage.plain, clause), ClaimKind.FIGURE, ClaimTopic.COMPLETENESS,
                verdict, why, rows=ids,
            )  # fmt: skip


def _claim_in(words: str) -> re.Match[str] | None:
    """Return where a clause says that all was done, ``None`` where it speaks of a part."""
    if _PART_OF_IT.search(words):
        return None
    return _ALL.search(words) or check_pattern("claims.all_done").search(words)


_TIME = re.compile(r"(?:19|20)\d\d\s*年度?|截至[^,，]{0,8}|综上(?:所述)?|总的来?看|总之|由此可见")
_ADVERBS = re.compile(r"(?:均|都|全部|已经?|也|基本|现已|目前|[\s“”\"])+$")


def _is_general(subject: str, before: str, title: str) -> bool:
    """Tell whether a claim is about all tasks, targets or indicators and not about one thing."""
    last = _TIME.sub("", re.split("[,，:：]", before.strip(" ,，"))[-1])
    last = _ADVERBS.sub("", last).strip()
    if _GENERAL.fullmatch(last) or (last and _GENERAL.fullmatch(_without_title(last, title))):
        return True
    if re.search(r"\d", subject) or not check_pattern("claims.all_subjects").search(subject):
        return False
    rest = topic_of(before).strong
    return not rest


def _without_title(words: str, title: str) -> str:
    """Return words without the name of the whole that the title of the document gives."""
    for end in range(len(words), 3, -1):
        if re.search(
            rf"(?:年度?|的){re.escape(words[:end])}(?:项目|专项|资金|经费|支出|工作|绩效|自评)",
            title,
        ):
            return words[end:]
    return words


_Judged = tuple[ClaimVerdict, str, tuple[str, ...]]


def _judge(
    passage: Passage, sentence: Span, subject: str, words: str, general: bool, evidence: Evidence
) -> _Judged:
    levels = [
        k
        for k in _LEVELS
        if re.search(rf"{k}(?:类|型|性|方面)?的?(?:各项)?(?:指标|任务|目标)", subject)
    ]
    table = [r for r in evidence.rows if _is_meant(r, subject, levels, general=general)]
    in_time = _is_in_time(subject, words)
    table = [r for r in table if in_time or not _is_dated(r)]
    if not (general or levels) and _COUNTED.search(subject):
        table = [r for r in table if _is_counted(r, late=_says_in_time(words))]
    missed = [row for row in table if row.fulfilment.fell_short]
    if missed:
        told = several(
            [f"{r.row.name}（{r.value.strip()}，实际{r.row.actual.strip()}）" for r in missed]
        )
        return (
            ClaimVerdict.DISAGREES,
            f"自评表中{told}没有完成",
            tuple(row.row.id for row in missed),
        )
    told_rows = [r for r in evidence.reported if _is_told(r, passage, subject, levels, general)]
    told_rows = [r for r in told_rows if in_time or not _is_dated(r.row)]
    for one in told_rows:
        if one.fell_short:
            why = f"文中另写“{one.result.span.quote(one.result.passage.text)}”，目标是“{one.value}”"
            return ClaimVerdict.DISAGREES, why, ()
    here = (passage.paragraph, sentence)
    for quote in fewer_done(evidence.texts, here, words):
        return ClaimVerdict.DISAGREES, f"同一材料另一处写“{quote}”", ()
    for quote in _shortfalls(evidence.texts, here, subject, words, general=general):
        return ClaimVerdict.DISAGREES, f"同一材料另一处写“{quote}”", ()
    if table and all(row.row.actual.strip() for row in table):
        return ClaimVerdict.AGREES, "自评表中没有未完成的指标", ()
    reached = [r for r in told_rows if r.row.fulfilment.outcome.value == "reached"]
    if len(reached) == len(told_rows) and len(reached) >= (_LEAST_ROWS if general else 1):
        return ClaimVerdict.AGREES, f"文中列出的{len(reached)}项结果都达到了目标", ()
    return ClaimVerdict.CANNOT_DECIDE, "没有各项指标的实际完成值，无法核对", ()


def _is_in_time(subject: str, words: str) -> bool:
    """Tell whether a claim speaks of time too: of targets, or of tasks that were done in time."""
    if _says_in_time(words):
        return True
    return re.search("目标|指标|时效|时间|期限", subject) is not None or "任务" not in subject


def _says_in_time(words: str) -> bool:
    return check_pattern("report_results.on_time").search(words) is not None


def _is_counted(row: EvaluatedRow, *, late: bool) -> bool:
    """Tell whether a row counts what 5个分馆全部建成 counts; late or half-working ones are built."""
    target = row.fulfilment.target
    return target is not None and (late or target.kind is not TargetKind.DATE)


def _is_dated(row: EvaluatedRow) -> bool:
    target = row.fulfilment.target
    return target is not None and target.kind is TargetKind.DATE


def _is_meant(row: EvaluatedRow, subject: str, levels: Sequence[str], *, general: bool) -> bool:
    if levels:
        return any(label in row.row.level1 + row.row.level2 for label in levels)
    if general:
        return True
    return any(word in row.row.name for word in topic_of(subject).strong)


def _is_told(
    one: ReportedRow, passage: Passage, subject: str, levels: Sequence[str], general: bool
) -> bool:
    result = one.result
    if levels:
        place = "".join(result.passage.headings) + result.passage.plain[:12]
        return any(label in place for label in levels)
    if general:
        if re.search("该项目|本项工作|该项工作", subject):
            return result.passage.headings == passage.headings
        return True
    if _is_of_chapter(passage, result.passage, subject):
        return True
    about = f"{result.name}{result.phrase}"
    near = max(similarity(result.name, subject), similarity(subject, about)) >= _NEAR
    return near and bool(topic_of(subject).shared(topic_of(about)))


_TASKS = re.compile("(?:各项|全部|所有)?(?:目标任务|目标|任务|指标|工作|计划|项目)[^,，]*$")


def _is_of_chapter(passage: Passage, other: Passage, subject: str) -> bool:
    """Tell whether a claim is on the tasks that its own chapter reports: 筛查任务 below 筛查."""
    if not passage.headings or other.headings != passage.headings:
        return False
    found = _TASKS.search(subject.strip())
    if found is None:
        return False
    scope = _TIME.sub("", subject.strip()[: found.start()]).strip(" ,，、的")
    return len(scope) > 1 and normalise(scope) in normalise(passage.headings[-1])


def _shortfalls(
    texts: Sequence[Passage], here: tuple[int | None, Span], subject: str, words: str,
    *, general: bool,
) -> Iterator[str]:  # fmt: skip
    """Yield where the text itself says that something was not (wholly) done, or came late."""
    on_time = check_pattern("report_results.on_time").search(words) is not None
    about = topic_of(subject)
    for text in texts:
        for match in _RATE.finditer(text.plain):
            near = general or about.shared(topic_of(match.group(1)))
            if near and float(match.group(2)) < 100 and not _MONEY.search(match.group(1)):
                yield match.group().strip()
        problems = any(_PROBLEMS.search(heading) for heading in text.headings)
        if text.role is Role.INTRODUCTION or (text.role is Role.PLAN and not problems):
            continue
        for sentence in sentences(text.plain):
            if (text.paragraph, sentence) == here:
                continue
            for clause in clauses(text.plain, sentence):
                told = text.plain[clause.start : clause.end]
                if _is_open(told, text.plain, sentence, clause, subject, on_time, general=general):
                    yield _ENUMERATION.sub("", told.strip())


def _is_open(
    told: str, plain: str, sentence: Span, clause: Span, subject: str, on_time: bool,
    *, general: bool,
) -> bool:  # fmt: skip
    """Tell whether a clause says that what a claim is about is still open, or was late."""
    old = check_pattern("claims.all_subjects").search(told) and check_pattern(
        "claims.not_done"
    ).search(told)
    open_words = check_pattern("report_results.not_done").search(told)
    late = on_time and check_pattern("report_results.late").search(told)
    if not (old or open_words or late):
        return False
    if general:
        return bool(old or _COUNTED.search(told))
    around = plain[sentence.start : clause.end]
    noun = _thing(subject)
    return len(noun) > _SHORT and (noun in around or similarity(noun, around) >= _ALIKE)


def _thing(subject: str) -> str:
    """Return what a claim counts: 助餐点 of 年初计划新建的15个助餐点."""
    counted = re.search(
        r"\d[\d,.]*\s*[万亿]?[个座处条家所套台户名人份场期次项件栋辆亩](?:的)?([\u4e00-\u9fff]{2,8})",
        subject,
    )
    if counted:
        return re.split("[的已均都全并和]", counted.group(1))[0]
    strong = topic_of(subject).strong
    return strong[-1] if strong else ""


def contradicted_praise(passage: Passage, evidence: Evidence) -> Iterator[Claim]:
    """Yield praise by everybody beside a rate below its target or people who complain."""
    if passage.role is Role.PLAN:
        return
    for sentence in sentences(passage.plain):
        for clause in clauses(passage.plain, sentence):
            words = passage.plain[clause.start : clause.end]
            if not check_pattern("report_results.unanimous").search(words):
                continue
            why, ids = _dissent(evidence)
            if why:
                yield passage.claim(
                    trimmed(passage.plain, clause), ClaimKind.FIGURE, ClaimTopic.PRAISE,
                    ClaimVerdict.DISAGREES, why, rows=ids,
                )  # fmt: skip


def _dissent(evidence: Evidence) -> tuple[str, tuple[str, ...]]:
    for row in evidence.rows:
        if row.fulfilment.fell_short and _SATISFACTION.search(row.row.name):
            return (
                f"自评表“{row.row.name}”实际{row.row.actual.strip()}，没有达到“{row.value.strip()}”",
                (row.row.id,),
            )
    for one in evidence.reported:
        if one.fell_short and _SATISFACTION.search(one.result.name):
            return (
                f"文中另写“{one.result.span.quote(one.result.passage.text)}”，没有达到目标“{one.value}”",
                (),
            )
    for text in evidence.texts:
        if text.role is Role.INTRODUCTION:
            continue
        found = _DISSATISFIED.search(text.plain)
        if found and not re.search(
            "上年|去年|下降|减少", text.plain[max(0, found.start() - 12) : found.end() + 8]
        ):
            return f"文中另写“{found.group()}”", ()
    return "", ()


def denied_events(passage: Passage, texts: Sequence[Passage]) -> Iterator[Claim]:
    """Yield 未发生安全事故 where another place counts one."""
    if passage.role is Role.PLAN:
        return
    for match in _NO_EVENT.finditer(passage.plain):
        for text in texts:
            for told in _EVENT.finditer(text.plain):
                event = told["e1"] or told["e2"]
                kind = match["kind"]
                lead = text.plain[max(0, told.start() - 10) : told.end()]
                if event != match["event"] or (kind and kind not in lead):
                    continue
                if re.search("上年|去年|同期|处置|演练|较", lead) or text.role is Role.INTRODUCTION:
                    continue
                yield passage.claim(
                    Span(*match.span()), ClaimKind.FIGURE, ClaimTopic.COMPLETENESS,
                    ClaimVerdict.DISAGREES, f"同一材料另一处写“{told.group()}”",
                )  # fmt: skip
                return
