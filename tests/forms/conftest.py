"""Prints, after the forms were read, what was read of each."""

import form_gold


def pytest_terminal_summary(terminalreporter):
    """Print the table per file."""
    found = form_gold.compared()
    if not found:
        return
    terminalreporter.section("forms: rows in gold, read, exact; projects right; confidence")
    for one in found:
        terminalreporter.write_line(
            f"{one.gold:5d} {one.read:5d} {one.exact:5d} {one.placed:5d}  "
            f"{one.confidence:.2f}  {one.name}"
        )
    total = [
        sum(getattr(one, name) for one in found) for name in ("gold", "read", "exact", "placed")
    ]
    terminalreporter.write_line("{:5d} {:5d} {:5d} {:5d}        all".format(*total))
