"""Hiding names: every name that was read gets a pseudonym, in names and in running text.

Names that no form declares (a village inside an indicator) are not recognised; the report says so.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from assessor.core.assessment import InputFailure
from assessor.reports.batch.figures import Figures, GroupFigures, Record
from assessor.reports.batch.names import Names, spellings
from assessor.reports.batch.row_records import (
    FieldText,
    FindingRecord,
    ProjectRecord,
    RowRecord,
    TextMark,
)

PLACE, PERSON, NUMBER = "某地", "某某", "（号码）"
# Shorter names are common words (培训): they are hidden where they are the name, not inside texts.
LEAST_UNIT, LEAST_PROJECT, LEAST_PLACE = 3, 4, 3
_KEY = 2
_SHEET = re.compile(r"工作表“[^”]*”")


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    person_cues: list[str]
    private: list[str]
    place_ends: list[str]


@cache
def _knowledge() -> _File:
    text = files(__package__).joinpath("redaction.yaml").read_text("utf-8")
    return _File.model_validate(yaml.safe_load(text))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = _knowledge()
    cues = "|".join(map(re.escape, data.person_cues))
    ends = "|".join(map(re.escape, data.place_ends))
    return (
        re.compile(
            rf"(?:{cues})\s*(?:[(（][^()（）]{{0,8}}[)）])?\s*[:：]\s*([\u4e00-\u9fff·]{{2,4}})"
        ),
        re.compile("|".join(data.private)),
        re.compile(rf"[\u4e00-\u9fff]{{1,8}}?(?:{ends})"),
    )


@lru_cache(maxsize=65536)
def _folded(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char).lower()
    return plain if len(plain) == 1 else char


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


class Masker:
    """Replaces names by pseudonyms; blanks and widths of characters make no difference."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._by_start: dict[str, list[tuple[str, str]]] = {}
        known: dict[str, str] = {}
        for name, pseudonym in _hidden(names):
            folded = "".join(_folded(char) for char in name if not char.isspace())
            if len(folded) >= _KEY:
                known.setdefault(folded, pseudonym)
        for folded, pseudonym in sorted(known.items(), key=lambda item: -len(item[0])):
            self._by_start.setdefault(folded[:_KEY], []).append((folded, pseudonym))

    def unit(self, name: str) -> str:
        """Return the pseudonym of a unit; a fixed text stays."""
        return self._names.units.get(name, name)

    def project(self, name: str) -> str:
        """Return the pseudonym of a project; a fixed text stays."""
        return self._names.projects.get(name, name)

    def path(self, path: str) -> str:
        """Return the pseudonym of an input."""
        return self._names.paths.get(path, path if path == "-" else "文件")

    def text(self, text: str) -> str:
        """Return running text with every known name hidden."""
        return self.marked(text, ())[0]

    def marked(self, text: str, marks: Sequence[TextMark]) -> tuple[str, tuple[TextMark, ...]]:
        """Return running text as above, with its marks moved along."""
        edits = self._edits(text)
        if not edits:
            return text, tuple(marks)
        pieces: list[str] = []
        done = 0
        for edit in edits:
            pieces += (text[done : edit.start], edit.text)
            done = edit.end
        pieces.append(text[done:])
        moved = tuple(
            replace(
                mark,
                start=_moved(mark.start, edits, end=False),
                end=_moved(mark.end, edits, end=True),
            )
            for mark in marks
        )
        return "".join(pieces), moved

    def _edits(self, text: str) -> list[_Edit]:
        edits = list(self._names_in(text))
        person, private, _ = _patterns()
        edits += (_Edit(*match.span(1), PERSON) for match in person.finditer(text))
        edits += (_Edit(*match.span(), NUMBER) for match in private.finditer(text))
        chosen: list[_Edit] = []
        for edit in sorted(edits, key=lambda one: (one.start, -one.end)):
            if not chosen or edit.start >= chosen[-1].end:
                chosen.append(edit)
        return chosen

    def _names_in(self, text: str) -> Iterator[_Edit]:
        places = [place for place, char in enumerate(text) if not char.isspace()]
        plain = "".join(_folded(text[place]) for place in places)
        at = 0
        while at < len(plain) - 1:
            for name, pseudonym in self._by_start.get(plain[at : at + _KEY], ()):
                if plain.startswith(name, at):
                    last = at + len(name) - 1
                    yield _Edit(places[at], places[last] + 1, pseudonym)
                    at = last
                    break
            at += 1


def _moved(place: int, edits: Sequence[_Edit], *, end: bool) -> int:
    """Return where a place of the old text stands in the new one."""
    shift = 0
    for edit in edits:
        if place <= edit.start:
            break
        if place < edit.end:
            return edit.start + shift + (len(edit.text) if end else 0)
        shift += len(edit.text) - (edit.end - edit.start)
    return place + shift


def _hidden(names: Names) -> Iterator[tuple[str, str]]:
    for name, pseudonym in names.units.items():
        yield from ((one, pseudonym) for one in spellings(name) if len(one) >= LEAST_UNIT)
    for name, pseudonym in names.projects.items():
        yield from ((one, pseudonym) for one in spellings(name) if len(one) >= LEAST_PROJECT)
    for name in names.units:
        for place in _patterns()[2].findall(name):
            if len(place) >= LEAST_PLACE:
                yield place, PLACE
    for path, pseudonym in names.paths.items():
        yield path, pseudonym
        stem = re.sub(r"\.\w+$", "", path.replace("\\", "/").rsplit("/", 1)[-1])
        if len(stem) >= LEAST_PROJECT:
            yield stem, pseudonym.partition(".")[0]


def redacted_figures(figures: Figures, masker: Masker) -> Figures:
    """Return the figures with every name hidden."""
    return replace(
        figures,
        by_unit=tuple(replace(one, name=masker.unit(one.name)) for one in figures.by_unit),
        worklist=tuple(
            replace(
                one,
                unit=masker.unit(one.unit),
                project=masker.project(one.project),
                path=masker.path(one.path),
                worst=_texts(one.worst, masker),
            )
            for one in figures.worklist
        ),
        points=tuple(
            replace(one, unit=masker.unit(one.unit), project=masker.project(one.project))
            for one in figures.points
        ),
        record=_record(figures.record, masker),
        unit=masker.unit(figures.unit),
        redacted=True,
    )


def redacted_groups(groups: Iterable[GroupFigures], masker: Masker) -> tuple[GroupFigures, ...]:
    """Return units with their pseudonyms."""
    return tuple(replace(one, name=masker.unit(one.name)) for one in groups)


def _texts(texts: Iterable[str], masker: Masker) -> tuple[str, ...]:
    return tuple(masker.text(text) for text in texts)


def _record(record: Record, masker: Masker) -> Record:
    return replace(
        record,
        checks=tuple(
            replace(one, reasons=tuple((masker.text(text), n) for text, n in one.reasons))
            for one in record.checks
        ),
        inputs=tuple(
            replace(
                one,
                path=masker.path(one.path),
                remarks=tuple(_SHEET.sub("工作表", text) for text in _texts(one.remarks, masker)),
            )
            for one in record.inputs
        ),
        failures=tuple(_failure(one, masker) for one in record.failures),
    )


def _failure(failure: InputFailure, masker: Masker) -> InputFailure:
    return replace(
        failure,
        path=masker.path(failure.path),
        message=masker.text(failure.message),
        hint=masker.text(failure.hint),
    )


def redacted_record(record: ProjectRecord, masker: Masker) -> ProjectRecord:
    """Return a project with its rows, every name hidden and every mark at its words."""
    return replace(
        record,
        unit=masker.unit(record.unit),
        project=masker.project(record.project),
        path=masker.path(record.path),
        findings=tuple(_finding(one, masker) for one in record.findings),
        rows=tuple(_row(row, masker) for row in record.rows),
    )


def _finding(finding: FindingRecord, masker: Masker) -> FindingRecord:
    return replace(
        finding,
        place=_SHEET.sub("工作表", masker.text(finding.place)),
        message=masker.text(finding.message),
        hint=masker.text(finding.hint),
    )


def _row(row: RowRecord, masker: Masker) -> RowRecord:
    return replace(
        row,
        place=_SHEET.sub("工作表", masker.text(row.place)),
        level1=masker.text(row.level1),
        level2=masker.text(row.level2),
        name=masker.text(row.name),
        value=masker.text(row.value),
        texts=tuple(_field(one, masker) for one in row.texts),
        findings=tuple(_finding(one, masker) for one in row.findings),
        rewrite=_texts(row.rewrite, masker),
        questions=_texts(row.questions, masker),
    )


def _field(field: FieldText, masker: Masker) -> FieldText:
    text, marks = masker.marked(field.text, field.marks)
    return replace(field, text=text, marks=marks)
