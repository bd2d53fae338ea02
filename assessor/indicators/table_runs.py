"""Which headers of a sheet begin a table, and how far each table may run."""

import re
from collections.abc import Iterator

from assessor.indicators.columns import Role
from assessor.indicators.header import Header
from assessor.indicators.headings import project_in_heading
from assessor.indicators.sheet import Row, Sheet
from assessor.indicators.table_region import ends_table, is_title


def table_runs(sheet: Sheet, headers: tuple[Header, ...]) -> Iterator[tuple[Header, int, int]]:
    """Yield headers with the row to which their table surely runs and that of the next table.

    A header printed again on the next page begins no table: levels run on. It is the same
    table if the words are the same and nothing but the same title stands before it, or a title
    before rows that need the levels above.
    """
    current: Header | None = None
    titles: set[str] = set()
    seen, runs_to = 0, 0
    for header in headers:
        start = header.start
        if start > seen and current is not None and names_project_row(sheet.rows[start - 1]):
            yield current, runs_to, start - 1
            current, runs_to, seen = header, header.end, header.end
            continue
        ends = [row for row in sheet.rows[seen : header.start] if ends_table(row)]
        titled = all(map(is_title, ends))
        same = titled and (all(row.text in titles for row in ends) or _runs_on(sheet, header))
        titles.update(row.text for row in ends if is_title(row))
        seen = header.end
        if current is not None and same and header.words == current.words:
            runs_to = header.end
            continue
        if current is not None:
            yield current, runs_to, header.start
        current, runs_to = header, header.end
    if current is not None:
        yield current, runs_to, len(sheet.rows)


def names_project_row(row: Row) -> bool:
    """Whether a row right above a header is one cell that names the next project."""
    return (
        not row.is_text
        and len({cell.text for cell in row.cells}) == 1
        and not re.search("[:：]", row.cells[0].text)
        and bool(project_in_heading(row.cells[0].text))
        and not is_title(row)
    )


def _runs_on(sheet: Sheet, header: Header) -> bool:
    """Whether the first row below a header lacks the first level that its table prints."""
    column = header.column(Role.LEVEL1)
    if column is None or header.end >= len(sheet.rows):
        return False
    row = sheet.rows[header.end]
    return not row.is_text and all(row.at(place) is None for place in column.places)
