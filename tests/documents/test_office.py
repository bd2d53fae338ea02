"""Conversion by LibreOffice: what comes out, and what a hostile or broken file cannot do."""

import http.server
import io
import os
import signal
import subprocess
import tempfile
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from old_files import OldSheet, compound, old_workbook, outcome, word_head

from assessor.core.limits import Limits
from assessor.documents.office import conversion as office
from assessor.documents.office.conversion import NOTICE, convert, find_office, read_converted
from assessor.documents.office.profile import write_profile

LIMITS = Limits()
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = (
    f'xmlns:office="{OPEN}:office:1.0" xmlns:text="{OPEN}:text:1.0" '
    f'xmlns:table="{OPEN}:table:1.0" xmlns:draw="{OPEN}:drawing:1.0" '
    f'xmlns:svg="{OPEN}:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
)
MIME = "application/vnd.oasis.opendocument."


def rtf(*rows):
    """Return an RTF document with a table."""
    lines = []
    for row in rows:
        edges = "".join(f"\\cellx{2000 * (n + 1)}" for n in range(len(row)))
        cells = "".join(
            "\\intbl " + "".join(f"\\u{ord(c)}?" for c in cell) + "\\cell" for cell in row
        )
        lines.append(f"\\trowd{edges}{cells}\\row")
    return ("{\\rtf1\\ansi " + "\n".join(lines) + "\\pard\\par}").encode()


def open_document(kind, body, *, manifest=""):
    """Return an .odt or .ods file."""
    kind_name = "spreadsheet" if kind == "ods" else "text"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES} '
        f'office:version="1.2"><office:body><office:{kind_name}>{body}</office:{kind_name}>'
        "</office:body></office:document-content>"
    )
    space = f"{OPEN}:manifest:1.0"
    listed = (
        f'<manifest:manifest xmlns:manifest="{space}" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME}{kind_name}"/>'
        f'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        f"{manifest}</manifest:file-entry></manifest:manifest>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", MIME + kind_name)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", listed)
    return stream.getvalue()


def sheet_body(*rows):
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    columns = "<table:table-column/>" * len(rows[0])
    return f'<table:table table:name="绩效表">{columns}{lines}</table:table>'


def all_texts(document):
    cells = [cell.text for table in document.tables() for cell in table.cells]
    return [line.text for line in document.lines() if line.text] + cells


@pytest.fixture(scope="module")
def old_document(tmp_path_factory):
    """Return a .doc file, written by LibreOffice."""
    folder = tmp_path_factory.mktemp("doc")
    document = docx.Document()
    document.add_paragraph("项目支出绩效目标申报表")
    table = document.add_table(2, 2)
    for place, text in enumerate(("三级指标", "指标值", "造林面积", "≥500亩")):
        table.cell(*divmod(place, 2)).text = text
    # Word, too, never ends with a table.
    document.add_paragraph("填报人：审核人")
    document.save(folder / "a.docx")
    command = [find_office(), f"-env:UserInstallation={(folder / 'profile').as_uri()}",
               "--headless", "--convert-to", "doc:MS Word 97", "--outdir", folder,
               folder / "a.docx"]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "a.doc").read_bytes()


@pytest.mark.parametrize("kind", ["doc", "wps"])
def test_word_documents_are_read(old_document, kind):
    document = read_converted("申报表.doc", old_document, kind=kind, limits=LIMITS)
    assert document.kind == kind
    assert document.name == "申报表.doc"
    assert document.notices[0] == NOTICE
    assert all_texts(document)[:2] == ["项目支出绩效目标申报表", "填报人：审核人"]
    assert all_texts(document)[-4:] == ["三级指标", "指标值", "造林面积", "≥500亩"]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("rtf", rtf(["三级指标", "指标值"], ["造林面积", "≥500亩"])),
        ("odt", open_document("odt", sheet_body(["三级指标", "指标值"], ["造林面积", "≥500亩"]))),
        ("ods", open_document("ods", sheet_body(["三级指标", "指标值"], ["造林面积", "≥500亩"]))),
        (
            "et",
            old_workbook(
                OldSheet(name="绩效表", rows=[["三级指标", "指标值"], ["造林面积", 500]],
                         formats={(1, 1): '"≥"0"亩"'})
            ),
        ),
    ],
    ids=["rtf", "odt", "ods", "et"],
)  # fmt: skip
def test_other_formats_are_read(kind, data):
    document = read_converted("a", data, kind=kind, limits=LIMITS)
    assert document.kind == kind
    assert all_texts(document) == ["三级指标", "指标值", "造林面积", "≥500亩"]
    assert document.notices[0] == NOTICE


def test_conversions_run_side_by_side():
    with ThreadPoolExecutor(3) as pool:
        documents = list(
            pool.map(
                lambda n: read_converted(f"{n}", rtf([f"表{n}"]), kind="rtf", limits=LIMITS),
                range(3),
            )
        )
    assert [all_texts(document) for document in documents] == [["表0"], ["表1"], ["表2"]]


def test_links_are_not_followed_and_nothing_is_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("机密内容", "utf-8")
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place = f"http://127.0.0.1:{server.server_port}/a"
        section = (
            '<text:section text:name="{0}"><text:section-source xlink:href="{1}"/></text:section>'
        )
        body = (
            section.format("s1", secret.as_uri())
            + section.format("s2", f"{place}.odt")
            # LibreOffice fetches this one if nothing forbids it.
            + '<text:p><draw:frame svg:width="3cm" svg:height="3cm"><draw:image xlink:type="simple" '
            + f'xlink:show="embed" xlink:actuate="onLoad" xlink:href="{place}.png"/></draw:frame>'
            + "正文</text:p>"
        )
        document = read_converted("a", open_document("odt", body), kind="odt", limits=LIMITS)
        sheet = (
            '<table:table table:name="t"><table:table-source xlink:href="{}" '
            'table:table-name="x"/><table:table-row><table:table-cell '
            'office:value-type="string" table:formula="of:=WEBSERVICE(&quot;{}.txt&quot;)">'
            "<text:p>旧值</text:p></table:table-cell></table:table-row></table:table>"
        ).format(f"{place}.ods", place)
        sheets = read_converted("a", open_document("ods", sheet), kind="ods", limits=LIMITS)
        server.shutdown()
    assert asked == []
    assert "正文" in all_texts(document)
    assert not any("机密" in text for text in all_texts(document))
    assert isinstance(all_texts(sheets), list)


def test_profile_forbids_macros_and_links(tmp_path):
    write_profile(tmp_path)
    written = (tmp_path / "user" / "registrymodifications.xcu").read_text("utf-8")
    for setting in ("MacroSecurityLevel", "DisableMacrosExecution", "BlockUntrustedRefererLinks"):
        assert setting in written


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("doc", b"any bytes at all" * 100, "input.damaged"),
        ("doc", compound({"WordDocument": word_head(magic=7)}), "input.damaged"),
        ("doc", compound({"WordDocument": word_head(flags=0x100)}), "input.encrypted"),
        ("wps", compound({"Workbook": b"x"}), "input.damaged"),
        ("et", compound({"WordDocument": b"x"}), "input.damaged"),
        ("rtf", b"plain text", "input.damaged"),
        ("rtf", rtf(["表"])[:7], "input.damaged"),
        ("odt", open_document("ods", ""), "input.damaged"),
        ("odt", b"PK\x03\x04", "input.damaged"),
        (
            "odt",
            open_document("odt", "", manifest="<manifest:encryption-data/>"),
            "input.encrypted",
        ),
        ("ods", open_document("ods", "<x>" * 300 + "</x>" * 300), "input.limit"),
    ],
)
def test_what_cannot_be_converted_is_named(kind, data, code):
    refusal, _ = outcome(convert, "申报表.bin", data, kind=kind, limits=LIMITS)
    assert refusal.code == code
    assert "申报表.bin" in refusal.message
    assert refusal.hint


def test_document_types_are_refused_before_conversion():
    parts = open_document("odt", "")
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(parts)) as old, zipfile.ZipFile(stream, "w") as new:
        for item in old.namelist():
            part = old.read(item)
            if item == "content.xml":
                part = part.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1)
            new.writestr(item, part)
    refusal, _ = outcome(convert, "a", stream.getvalue(), kind="odt", limits=LIMITS)
    assert refusal.code == "input.unsafe-xml"


@pytest.mark.parametrize(("kind", "newer"), [("doc", ".docx"), ("et", ".xlsx")])
def test_without_libreoffice_the_packages_are_named(monkeypatch, kind, newer):
    monkeypatch.setattr(office, "find_office", lambda: None)
    data = compound({"WordDocument": word_head()} if kind == "doc" else {"Workbook": b"x"})
    refusal, _ = outcome(convert, "a", data, kind=kind, limits=LIMITS)
    assert refusal.code == "input.no-converter"
    assert newer in refusal.hint
    assert "libreoffice-writer-nogui" in refusal.hint


def test_usual_places_are_searched(monkeypatch, tmp_path):
    program = tmp_path / "soffice"
    program.write_text("")
    monkeypatch.setattr(office.shutil, "which", lambda _name: None)
    monkeypatch.setattr(office, "_OPT", tmp_path / "none")
    monkeypatch.setattr(office, "_PLACES", (str(tmp_path / "other"), str(program)))
    assert find_office() == str(program)
    monkeypatch.setattr(office, "_PLACES", ())
    assert find_office() is None


@pytest.fixture
def stand_in(monkeypatch, tmp_path):
    """Return a function that puts a shell script in the place of LibreOffice."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "jobs"))
    (tmp_path / "jobs").mkdir()

    def install(script):
        program = tmp_path / "soffice"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setattr(office, "find_office", lambda: str(program))
        return tmp_path

    return install


def test_a_run_that_takes_too_long_ends_with_all_it_started(stand_in):
    folder = stand_in('sleep 600 & echo $! > "$(dirname "$0")/child"; wait')
    limits = replace(LIMITS, conversion_seconds=0.5)
    refusal, _ = outcome(convert, "a", rtf(["表"]), kind="rtf", limits=limits)
    assert refusal.code == "input.limit"
    assert "0.5" in refusal.message
    assert list((folder / "jobs").iterdir()) == []
    assert ends(int((folder / "child").read_text()))


def ends(process):
    """Tell whether a process is gone, or only its entry is left, within some seconds."""
    for _ in range(200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{process}/stat")
        if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    os.kill(process, signal.SIGKILL)
    return False


def test_too_much_output_ends_the_run(stand_in):
    folder = stand_in("head -c 3000000 /dev/zero; sleep 600")
    limits = replace(LIMITS, inflated_bytes=1_000_000)
    refusal, _ = outcome(convert, "a", rtf(["表"]), kind="rtf", limits=limits)
    assert refusal.code == "input.limit"
    assert list((folder / "jobs").iterdir()) == []


@pytest.mark.parametrize(
    "script", ["exit 0", "echo 'Error: source file could not be loaded' >&2; exit 1",
               'eval "out=\\${$(($#-1))}"; echo text > "$out/input.docx"']
)  # fmt: skip
def test_no_result_or_a_wrong_one_is_damage(stand_in, script):
    folder = stand_in(script)
    refusal, _ = outcome(convert, "a.rtf", rtf(["表"]), kind="rtf", limits=LIMITS)
    assert refusal.code == "input.damaged"
    assert "LibreOffice" in refusal.message
    assert str(folder) not in refusal.message
    assert list((folder / "jobs").iterdir()) == []


def test_a_program_that_cannot_be_started_is_named(stand_in):
    folder = stand_in("exit 0")
    (folder / "soffice").chmod(0o644)
    refusal, _ = outcome(convert, "a.rtf", rtf(["表"]), kind="rtf", limits=LIMITS)
    assert refusal.code == "input.no-converter"
