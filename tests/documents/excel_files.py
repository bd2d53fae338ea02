"""An .xlsx workbook for tests from bare parts, for what openpyxl would never write."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
TEXT = "http://schemas.openxmlformats.org/drawingml/2006/main"


def raw_parts(rows, *, more="", before="", texts=(), space=MAIN, properties="", kind="worksheet"):
    """Return the parts of a workbook with one sheet; ``rows`` is the XML inside sheetData."""
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return {
        "xl/workbook.xml": (
            f'<workbook xmlns="{space}" xmlns:r="{OFFICE}">{properties}'
            '<sheets><sheet name="表1" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(
            (kind, "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"),
            ("styles", "styles.xml"),
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{space}">{items}</sst>',
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{space}" xmlns:r="{OFFICE}">{before}'
            f"<sheetData>{rows}</sheetData>{more}</worksheet>"
        ),
    }  # fmt: skip


def relations(*targets):
    """Return the XML of relations; each target is a kind and a path."""
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>'


def styles(*codes):
    """Return the XML of styles: style n+1 shows numbers by format n."""
    formats = "".join(
        f'<numFmt numFmtId="{164 + n}" formatCode="{code}"/>' for n, code in enumerate(codes)
    )
    cells = "".join(f'<xf numFmtId="{164 + n}"/>' for n in range(len(codes)))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
        f'<cellXfs><xf numFmtId="0"/>{cells}</cellXfs></styleSheet>'
    )


def packed(parts):
    """Return a zip container."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            # Given as ZipInfo, a backslash stays as it is on every system.
            entry = zipfile.ZipInfo("x")
            entry.filename = name
            archive.writestr(entry, part)
    return stream.getvalue()


def raw_workbook(rows, **options):
    """Return a workbook as a file."""
    return packed(raw_parts(rows, **options))
