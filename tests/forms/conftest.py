"""Prints, after the forms were read, what was read of each."""

import form_gold


def pytest_terminal_summary(terminalreporter):
    """Print the table per file (nothing where other processes have read the forms)."""
    if found := form_gold.compared():
        terminalreporter.section("forms")
        terminalreporter.write_line(form_gold.table(found))
