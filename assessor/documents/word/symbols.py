"""Characters of symbol fonts as the characters they look like.

A symbol font draws a tick where the file holds a letter. Only what forms use is listed: boxes,
ticks, bullets, arrows, circled numbers, mathematical signs.
"""

_PRIVATE = range(0xF000, 0xF100)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_WINGDINGS = {
    0x46: "☞", 0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□",
    0x73: "◆", 0x74: "◆", 0x75: "◆", 0x76: "❖", 0x77: "◆", 0x9E: "·", 0x9F: "•", 0xA1: "○",
    0xA4: "◉", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xB2: "☆", 0xD8: "➢", 0xDF: "←", 0xE0: "→",
    0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x81 + index: mark for index, mark in enumerate(_CIRCLED[:10])},
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0x9E: "○",
    0xA2: "■", 0xA3: "□",
    **{0x6A + index: mark for index, mark in enumerate(_CIRCLED[:10])},
}  # fmt: skip
_WINGDINGS_3 = {0x70: "▲", 0x71: "▼", 0x72: "△", 0x73: "▽", 0x74: "◀", 0x75: "▶", 0x7D: "▶"}
_SYMBOL = {
    0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°",
    0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡",
    0xBB: "≈", 0xD2: "®", 0xD7: "·", 0xE5: "∑", 0x61: "α", 0x62: "β", 0x44: "Δ", 0x6D: "μ",
    0x70: "π", 0x53: "Σ", 0x73: "σ",
}  # fmt: skip
_WEBDINGS = {0x61: "✓", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✗"}
_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}
# Private characters of a font that is not named are most often these.
_USUAL = {**_WINGDINGS_2, **_WINGDINGS}


def is_symbol_font(font: str) -> bool:
    """Whether the font draws symbols where the file holds letters."""
    return font.strip().lower() in _FONTS


def symbol(code: int, font: str) -> str:
    """Return what ``font`` shows for a character code, ``""`` if nothing is known of it."""
    table = _FONTS.get(font.strip().lower(), _USUAL if code in _PRIVATE else {})
    low = code - _PRIVATE.start if code in _PRIVATE else code
    if low in table:
        return table[low]
    if code in _PRIVATE:
        return chr(low) if font.strip().lower() == "symbol" and 0x20 <= low < 0x7F else ""
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000 else ""


def in_font(text: str, font: str) -> str:
    """Return running text as a font shows it; characters beyond its range stay.

    Letters are letters unless it is a symbol font; private characters are symbols in any font.
    """
    first = 0 if is_symbol_font(font) else _PRIVATE.start
    if not any(first <= ord(mark) < _PRIVATE.stop for mark in text):
        return text
    return "".join(
        symbol(ord(mark), font) or mark
        if ord(mark) in _PRIVATE or first <= ord(mark) < 0x100
        else mark
        for mark in text
    )


def circled(number: int) -> str:
    """Return a circled number, plain digits where there is none."""
    return _CIRCLED[number - 1] if 1 <= number <= len(_CIRCLED) else str(number)
