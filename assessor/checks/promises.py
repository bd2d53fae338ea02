"""What a goal text promises: its clauses with task, thing and figures.

A clause is a promise if it carries a figure that counts something delivered or reached, a day by
which something is done, or the verb of a task (慰问, 建设). Reasons, rules, the present state and
plain intentions (促进…发展) are none.
"""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from assessor.checks.quantities import Quantity, quantities_in
from assessor.checks.topics import Topic, topic_of
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.core.span import Span
from assessor.core.target import Target, TargetKind
from assessor.text.lexicon import alternation
from assessor.text.normalise import normalise
from assessor.text.target_grammar import parse_targets

_SENTENCE = re.compile(r"[。；;！!？?\n\r]+|(?<!\d)\.(?!\d)")
_NUMBERING = re.compile(
    r"^\s*(?:目标\s*\d*\s*[:：]|[一二三四五六七八九十]{1,2}是|第[一二三四五六七八九十][,，、是]|"
    r"首先|其次|最后|[(（]?\s*[一二三四五六七八九十\d]{1,2}\s*[)）.、．]\s*(?!\d)|[①-⑳]\s*|[,，、:：\s])+"
)
_INNER_NUMBERING = re.compile(
    r"(?<=[\u4e00-\u9fff,，:：%])(?=(?:[①-⑳]|[(（][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[、．]\D|[一二三四五六七八九]是))"
)
_COMMA = re.compile(r"[,，:：]")
_LISTED = re.compile(r"[、]|以及|并且|(?<!\d)和(?!\d)|及(?!时|以上|其)")
_DESCRIBES = re.compile(r"对象[是为]|^.{1,6}是(?!否)")
_PLACE = re.compile(r".{0,8}?(?<![年月日天周以之])(?:内的?|范围内?|区域内?)(?!容|部|科|控|涝)")
_CAPACITY = re.compile(
    r"(?:可(?:同时)?(?:容纳|停放|存放|供)|[年日]产|[年日]处理|日供|装机|载重|设计规模)[^,，、]{0,6}$"
)
_RULED = re.compile(
    r"(?:根据|按照|依据).{1,30}?(?:要求|规定|精神|部署|计划|安排|方案|主题|意见|办法|通知)[，,]?"
    r"(?:组织)?(?:开展|举办|新建|改造|建设|购置|发放|实施|完成|修建|配备|培训|安装)"
)
_KEPT = re.compile(
    r"(?:保障|确保|保证|维持|支持)(?![^,，。;；\n]*(?:不少于|不低于|以上|≥))[^,，。;；\n]*?(?:运行|运转|开放|播出|正常使用)"
)
_MAIN_PART = re.compile(
    r"主体(?:结构|建筑|施工|修缮|改造|建设|加固|土建|装修|部分|建安){1,2}(?:工程)?(?:施工|量|任务)?(?:完成|达到|达|过)?\s*\d"
)
_COMPARED = re.compile(
    r"(?:较|比(?!例|重|赛|武|率)|同比|环比|相比)(?P<base>[^,，。;；]*?)"
    r"(?:下降|降低|减少|降至|压减|压降|压缩|缩短|提高|提升|增长|增加|上升|增幅|降幅)"
)
_REFERRED = re.compile(r"[(（](?:20\d\d年?|上年|去年|基期|同期|[较比])[^()（）]*[)）]")
_TERM = re.compile(
    r"(?:天数|时数|工时|时长)(?:控制在|为|达到|达)?(?:均)?(?=不多于|不超过|不少于|不低于|少于|[≤≥<>])"
)
_MEANS = re.compile(
    r"(?:通过|采用|采取|以)[^,，、]{0,12}?(?:方式|形式|模式|途径|手段|购买(?:第三方|社会化?|专业)?服务)"
)
_MONTH = re.compile(r"\d{1,2}\s*月|[上下]半年|季度")
_MASKED = re.compile(r"《[^《》]*》|[〔\[【]\d{4}[〕\]】]\s*\d*号?|“[^“”]{1,12}”")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One promise of a goal.

    Attributes
    ----------
    span
        Characters of the goal's text, without numbering and marks.
    sentence
        Number of the sentence it stands in.
    task
        Verb of the deliverable, ``""`` where it has none.
    topic
        What it is about; ``context`` is that of the sentence before it, ``before`` that of the
        clause just before it.
    quantities
        Figures that count what is delivered or reached; spans quote the goal's text.
    prices
        Standards such as 每户1500元: they need no row, but a row may not contradict them.
    deadline
        Printed day or month by which it is done.
    cumulative
        The figures hold for several years.
    follows
        The clause tells whom the task before it reaches (惠及居民1200户).
    firm
        It begins with the verb of a deliverable, so that it needs a row even without a figure.
    """

    text: str
    span: Span
    sentence: int
    task: str
    topic: Topic
    context: Topic
    before: Topic
    quantities: tuple[Quantity, ...]
    prices: tuple[Quantity, ...] = ()
    deadline: str = ""
    cumulative: bool = False
    follows: bool = False
    firm: bool = False

    @property
    def subject(self) -> Topic:
        """What the promise is about: its own words, else those before it in the sentence."""
        return self.topic if self.topic.strong else self.context


@lru_cache(maxsize=2048)
def promises_in(text: str) -> tuple[Promise, ...]:
    """Return the promises of a goal text, in reading order."""
    plain = _MASKED.sub(lambda m: m[0][0] + "　" * (len(m[0]) - 2) + m[0][-1], normalise(text))
    found: list[Promise] = []
    for number, sentence in enumerate(_sentences(plain)):
        before: list[str] = []
        for clause in _clauses(plain, sentence):
            promise = _promise(text, plain, clause, number, before)
            if promise is not None:
                found.append(promise)
            before.append(clause.quote(plain))
    return tuple(found)


def sentences_in(text: str) -> tuple[Span, ...]:
    """Return the sentences and numbered items of a text, trimmed."""
    return tuple(_sentences(normalise(text)))


def _sentences(plain: str) -> list[Span]:
    cuts = sorted(
        [m.span() for m in _SENTENCE.finditer(plain)]
        + [(m.start(), m.start()) for m in _INNER_NUMBERING.finditer(plain)]
    )
    return _between(plain, cuts, Span(0, len(plain)))


def _clauses(plain: str, sentence: Span) -> list[Span]:
    inside = sentence.quote(plain)
    digits = {m.start() for m in re.finditer(r"(?<=\d)[,，](?=\d{3})", inside)}
    cuts = [m.span() for m in _COMMA.finditer(inside) if m.start() not in digits]
    whole = _between(inside, cuts, Span(0, len(inside)))
    parts = [part for clause in whole for part in _listed(inside, clause)]
    return [Span(sentence.start + p.start, sentence.start + p.end) for p in parts]


def _listed(inside: str, clause: Span) -> list[Span]:
    """Split a list such as 竞赛2场、站点5个; words without figures stay together."""
    text = clause.quote(inside)
    cuts: list[tuple[int, int]] = []
    last = 0
    for mark in _LISTED.finditer(text):
        if _counts(text[last : mark.start()]) and _counts(text[mark.end() :]):
            cuts.append((clause.start + mark.start(), clause.start + mark.end()))
            last = mark.end()
    return _between(inside, cuts, clause)


def _counts(text: str) -> bool:
    return any(char.isdigit() for char in text) and bool(quantities_in(text))


def _between(plain: str, cuts: list[tuple[int, int]], whole: Span) -> list[Span]:
    """Return the stretches between cuts, without numbering and blanks at their edges."""
    bounds = [whole.start, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), whole.end]
    spans = []
    for start, end in zip(bounds, ends, strict=True):
        piece = plain[start:end]
        numbering = _NUMBERING.match(piece)
        first = start + (numbering.end() if numbering else 0)
        last = start + len(piece.rstrip(" 　、,，"))
        first += len(plain[first:last]) - len(plain[first:last].lstrip())
        if last > first:
            spans.append(Span(first, last))
    return spans


def _promise(text: str, plain: str, clause: Span, number: int, told: list[str]) -> Promise | None:
    words = clause.quote(plain)
    if check_pattern("promises.general_tasks").search(words) and not _RULED.match(words):
        return None
    figures = _moved(words, clause.start)
    quantities = tuple(q for q in figures if _is_delivered(q, plain, clause))
    if _is_background(words, counts=bool(quantities)):
        return None
    prices = tuple(q for q in figures if q.unit == "元" and q.per)
    deadline = _deadline(words)
    task = _task(words)
    intention = words.startswith(check_terms("promises.effects"))
    topic = topic_of(words)
    described = intention or _DESCRIBES.search(words) is not None
    if not (quantities or prices or deadline) and (not task or described or not topic.strong):
        return None
    start, before = clause.start, "".join(told)
    return Promise(
        text=text[start : clause.end],
        span=clause,
        sentence=number,
        task=task,
        topic=topic,
        context=topic_of(before),
        before=topic_of(told[-1] if told else ""),
        quantities=quantities,
        prices=prices,
        deadline=deadline,
        cumulative=check_pattern("promises.cumulative").search(before + words) is not None
        or re.search(r"20\d\d\s*年?\s*[-—~至到]\s*20\d\d|\d{1,2}年内", before + words) is not None,
        firm=not described and _firm().match(_MEANS.sub("", words, count=1)) is not None,
        follows=bool(before) and words.startswith(check_terms("promises.outcome_verbs")),
    )


def _moved(words: str, start: int) -> tuple[Quantity, ...]:
    """Return the quantities of a clause with spans of the whole text."""
    found = quantities_in(words)
    return tuple(_at(q, start) for q in found)


def _at(quantity: Quantity, start: int) -> Quantity:
    span = quantity.target.span
    target = replace(quantity.target, span=Span(span.start + start, span.end + start))
    return replace(quantity, target=target)


def _is_background(words: str, *, counts: bool) -> bool:
    """Tell whether a clause only tells why, or what is; 为1200户家庭改造厕所 is a task."""
    purpose, reason = _background()
    if purpose.match(words) or (reason.match(words) and not _RULED.match(words)):
        return True
    for_whom = words.startswith("为") and not words.startswith(("为主", "为期", "为止"))
    return for_whom and not counts and not check_pattern("promises.gives").search(words)


@cache
def _background() -> tuple[re.Pattern[str], re.Pattern[str]]:
    aims = alternation(check_terms("promises.purposes"))
    words = alternation(check_terms("promises.background"))
    return re.compile(f"为(?:{aims})"), re.compile(f"在.{{2,12}}基础上|.{{0,5}}?(?:{words})")


def _is_delivered(quantity: Quantity, plain: str, clause: Span) -> bool:
    """Tell whether a figure counts something, and is no money plan, age, width or small numeral."""
    target = quantity.target
    if not quantity.unit or target.per or target.baseline:
        return False
    words = clause.quote(plain)
    if _is_base(words, target.span.start - clause.start) or _is_kept(plain, target.span):
        return False
    if quantity.unit == "元" and not check_pattern("promises.effect_money").search(words):
        return False
    printed = target.span.quote(plain)
    if not any(char.isdigit() for char in printed):
        return False
    if target.frequency and not target.frequency.startswith(
        ("每年", "全年", "每季", "每月", "每半年")
    ):
        return False
    before = plain[clause.start : target.span.start]
    if before.endswith(("每", "每个")):
        return False
    if quantity.unit in check_terms("promises.scope_units") and not _TERM.search(words):
        return False
    if _CAPACITY.search(before):
        return False
    if _PLACE.match(plain[target.span.end : clause.end]):
        return False
    return not before.rstrip("不少于低约≥度").endswith(check_terms("promises.specifications"))


def _is_base(words: str, start: int) -> bool:
    """Tell whether a figure is what this year is compared with: 较上年(90件)减少一成."""
    found = [m.span("base") for m in _COMPARED.finditer(words)]
    found += [m.span() for m in _REFERRED.finditer(words)]
    return any(first <= start < last for first, last in found)


def _is_kept(plain: str, figure: Span) -> bool:
    """Tell whether a figure counts what is only kept running: 保障5部雷达和70个站点正常运行."""
    return any(m.start() <= figure.start and figure.end <= m.end() for m in _KEPT.finditer(plain))


def _deadline(words: str) -> str:
    """Return a day or month by which something is done; a year alone is the fiscal year."""
    for target in parse_targets(words):
        if target.kind is TargetKind.DATE and _MONTH.search(target.deadline or ""):
            return target.deadline or ""
        if target.deadline and _MONTH.search(target.deadline):
            return target.deadline
    return ""


@cache
def _firm() -> re.Pattern[str]:
    leads = alternation(check_terms("promises.lead_ins"))
    nouns = alternation(check_terms("promises.noun_heads"))
    verbs = alternation(check_terms("promises.firm_verbs"))
    return re.compile(f"(?:{leads})*(?:{verbs})(?!{nouns})")


def _task(words: str) -> str:
    """Return the first task verb of a clause."""
    match = check_pattern("promises.task_verbs").search(words)
    return match.group() if match else ""


def progress_of(promise: Promise) -> Target | None:
    """Return how far works shall get this year, where that is less than all (主体工程70%)."""
    text = normalise(promise.text)
    if not (check_pattern("promises.progress").search(text) or _MAIN_PART.search(text)):
        return None
    shares = [q for q in promise.quantities if q.unit == "%" and q.amount < 100]
    return shares[0].target if len(shares) == 1 else None
