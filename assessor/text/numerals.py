"""Chinese numerals: 三, 十二, 一百五十, 二〇二四, 两, 一点五, 一万二千."""

DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    "两": 2,
}
POWERS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
GROUPS = {"万": 10_000, "亿": 100_000_000}
NUMERAL_CHARS = "".join({**DIGITS, **POWERS})
_LONGEST = 24


def parse_numeral(text: str) -> float | None:
    """Return the value of a Chinese numeral.

    Parameters
    ----------
    text
        Only characters of a numeral: digits, powers of ten, 万, 亿, 点 and 半 alone.

    Returns
    -------
    float or None
        ``None`` if the characters are no well-formed number (三五, 十十).

    Examples
    --------
    >>> parse_numeral("一百五十"), parse_numeral("两"), parse_numeral("二〇二四")
    (150.0, 2.0, 2024.0)
    """
    if not text or len(text) > _LONGEST:
        return None
    if text == "半":
        return 0.5
    whole, point, decimals = text.partition("点")
    value = _whole(whole)
    if value is None or not point:
        return value
    if not decimals or any(char not in DIGITS for char in decimals):
        return None
    return float(f"{value:.0f}." + "".join(str(DIGITS[char]) for char in decimals))


def _whole(text: str) -> float | None:
    if len(text) > 2 and all(char in DIGITS for char in text):
        return float("".join(str(DIGITS[char]) for char in text))
    total = 0
    last_group = 10**12
    section = ""
    for char in text:
        if char not in GROUPS:
            section += char
            continue
        value = _section(section)
        if not value or GROUPS[char] >= last_group:
            return None
        last_group = GROUPS[char]
        total += value * last_group
        section = ""
    if not section:
        return float(total) if total else None
    value = _section(section)
    return None if value is None else float(total + value)


def _section(text: str) -> int | None:
    """Return the value of a part below 万; each power may occur once, in falling order."""
    total = 0
    digit: int | None = None
    last_power = 10_000
    for char in text:
        if char in DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = DIGITS[char]
        elif char in POWERS and POWERS[char] < last_power:
            last_power = POWERS[char]
            total += (1 if digit is None else digit) * last_power
            digit = None
        else:
            return None
    if digit is None:
        return total if text else None
    if len(text) > 2 and text[-2] in POWERS and last_power >= 100:
        return total + digit * last_power // 10  # 一百五 is 150, 一百零五 is 105
    return total + digit
