"""Dates, times and lengths of time as a number format shows them."""

from datetime import date, datetime, time, timedelta

from assessor.documents.spreadsheets.format_sections import Section, Token

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August",
           "September", "October", "November", "December")  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHINESE_DAYS = "一二三四五六日"
_NOON = 12


def shown_date(value: date | datetime | time | timedelta, section: Section) -> str:
    """Return ``value`` as the date section of a format displays it."""
    if isinstance(value, timedelta):
        seconds = value.total_seconds()
        moment = datetime(1900, 1, 1) + timedelta(seconds=seconds % 86_400)
    else:
        moment = _moment(value)
        seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    halved = any(token.kind == "half" for token in section.tokens)
    text = []
    for place, token in enumerate(section.tokens):
        if token.kind == "half":
            text.append(_half(token, moment))
        elif token.kind != "date":
            text.append(token.text)
        elif token.text.startswith("["):
            text.append(_spent(token, seconds))
        elif token.text[0] in "mM" and _is_minute(section.tokens, place):
            text.append(f"{moment.minute:0{min(len(token.text), 2)}d}")
        else:
            text.append(_part(token.text.lower(), moment, halved=halved))
    return "".join(text).strip()


def _moment(value: date | datetime | time) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, time):
        return datetime.combine(date(1900, 1, 1), value)
    return datetime.combine(value, time())


def _is_minute(tokens: tuple[Token, ...], place: int) -> bool:
    """Tell whether an ``m`` stands for minutes: right after hours or right before seconds."""
    before = [token.text.lower() for token in tokens[:place] if token.kind == "date"][-1:]
    after = [token.text.lower() for token in tokens[place + 1 :] if token.kind == "date"][:1]
    return any(text.strip("[")[:1] in ("h", "s") for text in before) or any(
        text[:1] == "s" for text in after
    )


def _part(letters: str, moment: datetime, *, halved: bool) -> str:
    size = min(len(letters), 2)
    hour = (moment.hour % _NOON or _NOON) if halved else moment.hour
    match letters[0]:
        case "y" | "e":
            return f"{moment.year % 100:02d}" if letters in ("y", "yy") else str(moment.year)
        case "m":
            name = _MONTHS[moment.month - 1]
            names = {3: name[:3], 4: name, 5: name[:1]}
            return names.get(len(letters), f"{moment.month:0{size}d}")
        case "d":
            day = _DAYS[moment.weekday()]
            return {3: day[:3], 4: day}.get(len(letters), f"{moment.day:0{size}d}")
        case "h":
            return f"{hour:0{size}d}"
        case "s":
            return f"{moment.second:0{size}d}"
        case "a":
            day = _CHINESE_DAYS[moment.weekday()]
            return f"星期{day}" if len(letters) > 3 else day
        case "l":
            return f"{moment.year}年{moment.month}月{moment.day}日"
        case _:
            return ""


def _half(token: Token, moment: datetime) -> str:
    first, _, second = token.text.partition("/")
    return first if moment.hour < _NOON else second


def _spent(token: Token, seconds: float) -> str:
    unit = {"h": 3600, "m": 60, "s": 1}[token.text[1]]
    return f"{int(seconds // unit):0{min(len(token.text) - 1, 2)}d}"
