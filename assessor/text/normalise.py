"""One-to-one normalisation of characters, so that offsets never move.

Forms mix full-width and half-width signs, look-alikes, odd blanks and, in some places,
traditional characters. Only replacements of one character by one character are made: a position in the normalised text is the same position in
the original, and every span found in one quotes the other.
"""

import unicodedata
from functools import cache
from importlib.resources import files

_KEPT = (
    (0xB2, 0xB3, 0xB9),  # squared and cubed: m³ is not m3
    range(0x2070, 0x20A0),  # super- and subscripts: 10² is not 102
    range(0x2150, 0x2190),  # fractions, Roman numerals: Ⅲ类 must not become I-I-I
    range(0x2460, 0x2500),  # circled numbers number a list, they are no figures
    range(0x2776, 0x2794),
    range(0x3220, 0x3400),  # ㈠ and squared units such as ㎡
)
_MATHEMATICAL = range(0x1D400, 0x1D800)
_LOOK_ALIKES = {
    "≧": "≥",
    "⩾": "≥",
    "≦": "≤",
    "⩽": "≤",
    "═": "=",
    "﹦": "=",
    "〉": ">",
    "〈": "<",
    "．": ".",
    "～": "~",
    "∼": "~",
    "〜": "~",
    "•": "·",
    "‧": "·",
    "・": "·",
    "￥": "¥",
    "於": "于",
    "徵": "征",
}
_BLANKS = "\u00a0\u1680\u180e\u2028\u2029\u202f\u205f\u3000\ufeff\t\r\n\v\f" + "".join(
    chr(c) for c in range(0x2000, 0x2010)
)


def _simplified() -> dict[int, str]:
    """Return the usual simplified form of every traditional character (data of OpenCC)."""
    listed = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text("utf-8")
    table: dict[int, str] = {}
    for line in listed.splitlines():
        traditional, _, forms = line.partition("\t")
        usual = forms.split(" ")
        if len(traditional) == len(usual[0]) == 1 and traditional not in usual:
            table[ord(traditional)] = usual[0]
    return table


@cache
def _table() -> dict[int, str]:
    kept = {c for stretch in _KEPT for c in stretch}
    table = _simplified()
    for code in (*range(0x80, 0xD800), *range(0xE000, 0x10000), *_MATHEMATICAL):
        if code in kept:
            continue
        char = chr(code)
        folded = unicodedata.normalize("NFKC", char)
        if folded != char and len(folded) == 1:
            table[code] = folded
    table.update({ord(k): v for k, v in _LOOK_ALIKES.items()})
    table.update({ord(c): " " for c in _BLANKS})
    return table


def normalise(text: str) -> str:
    """Fold full-width, look-alike and traditional characters; the result has the length of ``text``.

    Parameters
    ----------
    text
        Any string, also with control characters.

    Returns
    -------
    str
        Same length; position ``i`` of the result stands for position ``i`` of ``text``.
    """
    if text.isascii() and not any(c in text for c in "\t\r\n\v\f"):
        return text
    return text.translate(_table())
