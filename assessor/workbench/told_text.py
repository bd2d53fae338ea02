"""Texts that people type in: bounded, readable, without characters that play tricks."""

import re

from assessor.workbench.permissions import RequestError

# Controls (line breaks and tabs apart), half characters, and marks that turn the reading order.
_TRICKS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def told(text: str, *, what: str, longest: int) -> str:
    """Return a typed text without blanks around it.

    Parameters
    ----------
    what
        What the text is, in Chinese, for messages.
    longest
        Most characters.

    Raises
    ------
    RequestError
        ``request.characters`` or ``request.too-long``
    """
    clean = text.strip().replace("\r\n", "\n").replace("\r", "\n")
    if found := _TRICKS.search(clean):
        raise RequestError(
            f"{what}里第 {found.start() + 1} 个字无法识别（控制字符或编码不对）",
            hint="请删去这个字，或重新输入。",
            code="request.characters",
        )
    if len(clean) > longest:
        raise RequestError(
            f"{what}有 {len(clean)} 个字，最多 {longest} 个字",
            hint="请缩短后重试。",
            code="request.too-long",
        )
    return clean
