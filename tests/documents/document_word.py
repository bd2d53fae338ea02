"""Small Word files for tests, written as the XML that Word, WPS and others write."""

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPACES = (
    f'xmlns:w="{MAIN}" xmlns:r="{OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
ROOTS = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes",
         "endnotes": "endnotes", "settings": "settings", "header": "hdr", "footer": "ftr"}  # fmt: skip
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def run(text: str, properties: str = "") -> str:
    """Return a run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str = "", properties: str = "") -> str:
    """Return a paragraph of one run; text that starts with ``<`` is put in as it is."""
    content = text if text.startswith("<") else run(text)
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def cell(text: str = "", properties: str = "") -> str:
    """Return a table cell with a paragraph per line; XML is put in as it is."""
    lines = text if text.startswith("<") else "".join(map(paragraph, text.split("\n")))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{lines}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """Return a table row; plain texts become cells."""
    content = "".join(item if item.startswith("<") else cell(item) for item in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{content}</w:tr>"


def table(*rows: str) -> str:
    """Return a table."""
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def word_file(
    body: str,
    *,
    parts: Mapping[str, str] | None = None,
    extra: Mapping[str, bytes] | None = None,
    main: str = "word/document.xml",
    content_type: str = DOCX,
) -> bytes:
    """Return the bytes of a Word file.

    ``parts`` holds the inner XML of ``styles``, ``numbering``, ``header1`` …; each is referred
    to under its own name. ``extra`` holds further files.
    """
    files = {main: f"<w:document {SPACES}><w:body>{body}</w:body></w:document>".encode()}
    relations = []
    for name, content in (parts or {}).items():
        kind = name.rstrip("0123456789")
        tag = f"w:{ROOTS[kind]}"
        files[f"word/{name}.xml"] = f"<{tag} {SPACES}>{content}</{tag}>".encode()
        relations.append(f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{name}.xml"/>')
    folder, _, base = main.rpartition("/")
    files["[Content_Types].xml"] = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="{content_type}"/></Types>'
    ).encode()
    files["_rels/.rels"] = _relations(
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="{main}"/>'
    )
    files[f"{folder}/_rels/{base}.rels"] = _relations("".join(relations))
    return zipped({**files, **(extra or {})})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip container with the files; the same files always give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """Return the files of a zip container."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _relations(content: str) -> bytes:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{content}</Relationships>'.encode()
