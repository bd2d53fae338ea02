"""Numbers in the formats that automatic numbering prints."""

from collections.abc import Callable

from assessor.documents.word.symbols import circled

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LAST_ROMAN = 3999
_LAST_LETTER = 26 * 30


def counted(number: int, form: str) -> str:
    """Return ``number`` in the number format ``form`` (``w:numFmt``), else in plain digits."""
    if form == "none":
        return ""
    write = _FORMATS.get(form)
    return write(number) if write is not None and number > 0 else str(number)


def _roman(number: int) -> str:
    if number > _LAST_ROMAN:
        return str(number)
    pieces = []
    for worth, letters in _ROMAN:
        count, number = divmod(number, worth)
        pieces.append(letters * count)
    return "".join(pieces)


def _letters(number: int) -> str:
    if number > _LAST_LETTER:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _one_of(marks: str) -> Callable[[int], str]:
    return lambda number: marks[number - 1] if number <= len(marks) else str(number)


def _digit_by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _counting(number: int) -> str:
    return _in_words(number) if number < 100 else _digit_by_digit(number)


def _in_words(number: int) -> str:
    words = _words(number, digits=_DIGITS.replace("〇", "零"), ranks=("", "十", "百", "千"))
    return words.removeprefix("一") if 10 <= number < 20 else words


def _in_formal_words(number: int) -> str:
    return _words(number, digits=_FORMAL, ranks=("", "拾", "佰", "仟"))


def _words(number: int, *, digits: str, ranks: tuple[str, ...]) -> str:
    if number >= 10_000:
        return str(number)
    pieces: list[str] = []
    for rank in range(3, -1, -1):
        digit = number // 10**rank % 10
        if digit:
            pieces.append(digits[digit] + ranks[rank])
        elif pieces and pieces[-1] != digits[0]:
            pieces.append(digits[0])
    return "".join(pieces).rstrip(digits[0])


def _full_width(number: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(number))


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "japaneseCounting": _in_words,
    "chineseCountingThousand": _in_words,
    "taiwaneseCountingThousand": _in_words,
    "ideographDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "taiwaneseDigital": _digit_by_digit,
    "chineseLegalSimplified": _in_formal_words,
    "ideographLegalTraditional": _in_formal_words,
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "ideographEnclosedCircle": circled,
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "numberInDash": lambda number: f"- {number} -",
}
