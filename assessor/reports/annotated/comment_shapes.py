"""The boxes in which Excel shows comments: the old drawing format, in which it keeps them."""

import re
from collections.abc import Collection, Iterable, Sequence

_NAMES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_KIND = "_x0000_t202"
_SHAPE_ID = re.compile(rb"_x0000_s(\d{1,9})")
_CLUSTERS = re.compile(rb"<o:idmap[^>]*\bdata=[\"']([\d,\s]*)[\"']")
_END = re.compile(rb"</\s*(?:[A-Za-z_][\w.-]*:)?xml\s*>\s*$")
_WHOLE_SHAPE = re.compile(
    rb"<(?P<prefix>(?:[A-Za-z_][\w.-]*:)?)shape\b[^>]*>.*?</(?P=prefix)shape\s*>\s*", re.DOTALL
)
_ANY_SHAPE = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*:)?(?:shape|group|rect|oval|line|polyline|roundrect|image|arc|curve)\b"
)
_NOTE = re.compile(rb"ObjectType=[\"']Note[\"']")
_ROW = re.compile(rb"<(?:\w+:)?Row>\s*(\d{1,7})\s*<")
_COLUMN = re.compile(rb"<(?:\w+:)?Column>\s*(\d{1,5})\s*<")
_PER_CLUSTER = 1024
_COLUMNS_WIDE = 4
_CHARACTERS_A_LINE = 24
_MOST_ROWS = 40
_TYPE = (
    f'<v:shapetype {_NAMES} id="{_KIND}" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape {names} id="_x0000_s{id}" type="#{kind}" '
    "style='position:absolute;margin-left:80pt;margin-top:2pt;width:240pt;height:{height}pt;"
    'z-index:{order};visibility:hidden\' fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    "<v:path o:connecttype=\"none\"/><v:textbox style='mso-direction-alt:auto'>"
    "<div style='text-align:left'></div></v:textbox>"
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape>"
)


def free_cluster(drawings: Iterable[bytes]) -> int:
    """Return the first block of shape ids that no drawing of the workbook uses."""
    used = {0}
    for drawing in drawings:
        for found in _CLUSTERS.findall(drawing):
            used.update(int(one) for one in found.split(b",") if one.strip().isdigit())
        used.update(int(one) // _PER_CLUSTER for one in _SHAPE_ID.findall(drawing))
    return max(used) + 1


def drawing_with(
    old: bytes | None, notes: Sequence[tuple[int, int, str]], *, cluster: int
) -> bytes | None:
    """Return the drawing of a sheet with boxes for new comments.

    Parameters
    ----------
    old
        The drawing that the sheet has, its shapes stay as they are; ``None`` = it has none.
    notes
        Row and column from 0, and the text, which decides the size.
    cluster
        Block of shape ids that no other drawing uses.

    Returns
    -------
    bytes or None
        ``None`` if the old drawing has no end at which anything could be added.
    """
    first = cluster * _PER_CLUSTER + 1
    shapes = "".join(
        _shape(row, column, text, id=first + number, order=number + 1)
        for number, (row, column, text) in enumerate(notes)
    )
    if old is None:
        blocks = ",".join(str(cluster + extra) for extra in range(len(notes) // _PER_CLUSTER + 1))
        return (
            f'<xml {_NAMES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{blocks}"/>'
            f"</o:shapelayout>{_TYPE}{shapes}</xml>"
        ).encode()
    end = _END.search(old)
    if end is None:
        return None
    known = f'id="{_KIND}"'.encode() in old or f"id='{_KIND}'".encode() in old
    added = f"{'' if known else _TYPE}{shapes}".encode()
    return old[: end.start()] + added + old[end.start() :]


def drawing_without(old: bytes, places: Collection[tuple[int, int]]) -> bytes:
    """Return a drawing without the boxes of comments at places, row and column from 0."""
    if not places:
        return old

    def kept(found: re.Match[bytes]) -> bytes:
        shape = found[0]
        row, column = _ROW.search(shape), _COLUMN.search(shape)
        is_note = _NOTE.search(shape) is not None and row is not None and column is not None
        if is_note and row and column and (int(row[1]), int(column[1])) in places:
            return b""
        return shape

    return _WHOLE_SHAPE.sub(kept, old)


def has_shapes(drawing: bytes) -> bool:
    """Tell whether a drawing holds anything that is shown."""
    return _ANY_SHAPE.search(drawing) is not None


def _shape(row: int, column: int, text: str, *, id: int, order: int) -> str:
    lines = sum(1 + len(line) // _CHARACTERS_A_LINE for line in text.split("\n"))
    rows = min(max(lines, 3), _MOST_ROWS)
    top = max(row - 1, 0)
    return _SHAPE.format(
        names=_NAMES, id=id, kind=_KIND, order=order, height=rows * 15, row=row, column=column,
        left=column + 1, right=column + 1 + _COLUMNS_WIDE, top=top, bottom=top + rows,
    )  # fmt: skip
