"""What every marked page has: its looks, marks with numbers, and the list of remarks."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from assessor.reports.annotated.remarks import Remark
from assessor.reports.lines import visible

# A page that fetches nothing and runs nothing, whatever the unit's own markup says.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
LOOKS = """
.assessor-notes, .assessor-page { font-family: 仿宋, FangSong, STFangsong, 'Noto Serif CJK SC', serif;
  color: #1a1a1a; line-height: 1.6; }
.assessor-page { max-width: 68rem; margin: 1.5rem auto; padding: 0 1rem; }
.assessor-page h1, .assessor-page h2, .assessor-notes h2 { font-family: 黑体, SimHei, 'Noto Sans CJK SC', sans-serif; }
.assessor-page h1 { font-size: 1.5rem; text-align: center; overflow-wrap: anywhere; }
.assessor-page h2, .assessor-notes h2 { font-size: 1.15rem; margin: 1.6rem 0 .5rem; overflow-wrap: anywhere; }
.assessor-page table { border-collapse: collapse; width: 100%; table-layout: fixed; }
.assessor-page th, .assessor-page td { border: 1px solid #777; padding: .3rem .45rem; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; }
.assessor-page th { background: #eee; font-family: 黑体, SimHei, 'Noto Sans CJK SC', sans-serif; font-weight: 600; }
.assessor-page .told { color: #555; font-size: .92em; }
.assessor-page tr.note td { background: #fffbea; font-size: .95em; }
mark.assessor { background: #fff2a8; border-bottom: 2px solid #c00000; color: inherit; padding: 0; }
a.assessor { font: 700 .75em sans-serif; color: #c00000; vertical-align: super; text-decoration: none; }
.assessor-notes { border-top: 3px double #555; margin: 2rem 1rem 1rem; padding-top: .5rem; background: #fff; }
.assessor-notes li, .assessor-page li { margin: .5rem 0; overflow-wrap: anywhere; }
.assessor-notes ol, .assessor-page ol { list-style: none; padding-left: .3rem; }
.assessor-slot { color: #c00000; font-weight: 700; }
@media print { .assessor-page { max-width: none; margin: 0; } tr { break-inside: avoid; } }
"""
_SLOT = "【__】"


def note(remark: Remark, *, with_place: bool = True) -> str:
    """Return a remark as an item of a list."""
    head, *rest = remark.lines()
    place = f"<br>位置：{escape(remark.where)}" if with_place else ""
    lines = "".join(f"<br>{_with_slots(line)}" for line in rest)
    return f'<li id="assessor-{remark.number}"><b>{escape(visible(head))}</b>{place}{lines}</li>'


def notes(remarks: Sequence[Remark]) -> str:
    """Return the list of remarks at the end of a page."""
    items = "".join(map(note, remarks))
    told = f"共 {len(remarks)} 条" if remarks else "没有需要修改的问题"
    return f'<section class="assessor-notes"><h2>审核意见（{told}）</h2><ol>{items}</ol></section>'


def _with_slots(text: str) -> str:
    return escape(text).replace(_SLOT, f'<span class="assessor-slot">{_SLOT}</span>')


def number_link(number: int) -> str:
    """Return the small number behind marked words."""
    return f'<a class="assessor" href="#assessor-{number}">[{number}]</a>'


def marked_text(text: str, spans: Iterable[tuple[int, int, int]]) -> str:
    """Return a text with its marked words; ``spans`` are start, end and number of a remark.

    Spans may overlap; one that is empty marks nothing and its number stands behind the text.
    """
    known = [(max(0, start), min(end, len(text)), number) for start, end, number in spans]
    edges = sorted({0, len(text), *(e for start, end, _ in known for e in (start, end))})
    pieces: list[str] = []
    for left, right in pairwise(edges):
        part = escape("".join(map(_seen, text[left:right])))
        inside = any(start <= left and right <= end for start, end, _ in known if end > start)
        pieces.append(f'<mark class="assessor">{part}</mark>' if inside else part)
        pieces += [number_link(n) for start, end, n in known if end == right and end > start]
    pieces += [number_link(n) for start, end, n in known if end <= start]
    return "".join(pieces)


def _seen(char: str) -> str:
    return "\n" if char == "\n" else visible(char)
