"""Names that come with uploads, made fit to be kept and shown; none of them is ever a path."""

import unicodedata

_MOST = 500
_LONGEST_TAIL = 120
_NO_NAME = "未命名文件"


def paper_name(given: str) -> str:
    r"""Return the name of an uploaded file: folders kept for reading, nothing else of a path.

    Examples
    --------
    >>> paper_name("C:\\材料\\..\\目标表.xlsx"), paper_name("/../"), paper_name("甲\n乙.docx")
    ('C:/材料/目标表.xlsx', '未命名文件', '甲乙.docx')
    """
    parts = (printable(part).strip() for part in given.replace("\\", "/").split("/"))
    name = "/".join(part for part in parts if part not in ("", ".", ".."))
    if len(name) > _MOST:
        # Its end tells the type, its beginning whose it is.
        name = f"{name[: _MOST - _LONGEST_TAIL - 1]}…{name[-_LONGEST_TAIL:]}"
    return name or _NO_NAME


def printable(text: str) -> str:
    """Return a text without control characters, changes of direction and half characters."""
    return "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cf", "Cs"))


def bounded(text: str, most: int) -> str:
    """Return a text on one line, of at most so many characters."""
    line = " ".join(printable(text.replace("\n", " ")).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
