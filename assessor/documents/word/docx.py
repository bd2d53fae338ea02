"""Reader of Word documents (``.docx``, ``.docm``, ``.dotx``; macros are never run).

python-docx parses the parts, but what it models is not enough here: it knows no content
controls, text boxes, tracked changes, footnotes or labels of automatic numbering, and repeats
merged cells. So the elements are read as they stand.
"""

import zipfile
import zlib
from collections.abc import Iterator

from assessor.core.limits import Limits
from assessor.documents.document import Document
from assessor.documents.package import damaged
from assessor.documents.word.blocks import BlockWriter
from assessor.documents.word.body import BodyReader
from assessor.documents.word.inline import Tally, settle_controls
from assessor.documents.word.numbering import Numbering
from assessor.documents.word.package import WordPackage
from assessor.documents.word.stories import Notes, Sections
from assessor.documents.word.styles import Styles
from assessor.documents.word.xml import Element, W, child, is_on
from assessor.errors import InputError

# The syntax errors of lxml are SyntaxErrors.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    ValueError,
    LookupError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


def read_docx(name: str, data: bytes, *, limits: Limits) -> Document:
    """Read paragraphs as lines and tables as tables, in the order in which they stand.

    Labels of automatic numbering stand before their paragraphs. A table inside a cell follows
    the table around it; a table that only arranges others is opened into its contents.
    Tracked changes are read as accepted, hidden text is read, fields give their results.

    Raises
    ------
    InputError
        ``input.damaged``, ``input.encrypted``, ``input.unsafe-xml``, ``input.limit``,
        ``input.empty-file``.
    """
    try:
        return _read(name, data, limits=limits)
    except RecursionError as error:
        raise damaged(name, "Word 文档的嵌套过深，无法读取") from error
    except _BROKEN as error:
        raise damaged(name, "Word 文档损坏，无法读取其内部结构") from error


def _read(name: str, data: bytes, *, limits: Limits) -> Document:
    package = WordPackage(name, data, limits=limits)
    body = child(package.document(), "body")
    if body is None:
        raise damaged(name, "没有 Word 正文，文件可能不完整")
    settle_controls(body)
    styles = package.related("styles")
    reader = BodyReader(
        name=name,
        limits=limits,
        styles=Styles(styles),
        numbering=Numbering(package.related("numbering"), styles),
    )
    items = reader.items(body)
    # What headers and notes hold besides text is not worth a notice.
    tally, reader.tally = reader.tally, Tally()
    writer = BlockWriter(
        name=name,
        limits=limits,
        reader=reader,
        notes=Notes(package),
        sections=Sections(package, body),
    )
    writer.document(items)
    if not writer.has_text:
        raise _empty(name, images=tally.images)
    return Document(
        kind="docx",
        name=name,
        blocks=tuple(writer.blocks),
        notices=tuple(_notices(package, body, tally, comments_read=len(writer.comments))),
        comments=tuple(writer.comments),
    )


def _empty(name: str, *, images: int) -> InputError:
    held = f"只有 {images} 张图片，没有文字" if images else "没有任何文字"
    return InputError(
        f"{name}：文件是空的（{held}）",
        hint="请检查文件是否导出完整；内容是图片的，请提供可以编辑的文字版",
        code="input.empty-file",
    )


def _notices(
    package: WordPackage, body: Element, tally: Tally, *, comments_read: int
) -> Iterator[str]:
    if package.has_macros:
        yield "文件含有宏，没有运行，已忽略"
    inserted, deleted = _count(body, "ins", "moveTo"), _count(body, "del", "moveFrom")
    if inserted or deleted:
        yield (f"文档有修订痕迹（插入 {inserted} 处，删除 {deleted} 处），按接受修订后的文字读取")
    if any(_is_hidden(node) for node in body.iter(f"{W}vanish")):
        yield "文档有隐藏的文字，已读取"
    counts = (
        (tally.images, "张图片未读"),
        (tally.charts, "个图表或智能图形未读"),
        (tally.sheets, "个嵌入的电子表格未读，请把其中的表格另存为文件"),
        (tally.objects, "个嵌入的对象未读"),
        (tally.covered, "处被合并单元格遮住的文字未读"),
        (_count(body, "commentReference") - comments_read, "条批注未读"),
        (_count(body, "altChunk"), "个嵌入的外部文档未读"),
    )
    yield from (f"{count} {what}" for count, what in counts if count)


def _count(body: Element, *names: str) -> int:
    return sum(1 for _ in body.iter(*(W + name for name in names)))


def _is_hidden(mark: Element) -> bool:
    properties = mark.getparent()
    run = properties.getparent() if properties is not None else None
    return (
        run is not None
        and run.tag == f"{W}r"
        and is_on(properties, "vanish")
        and child(run, "t") is not None
    )
