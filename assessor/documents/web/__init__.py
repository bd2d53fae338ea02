"""Web pages and what programs save as such: HTML, MHTML, SpreadsheetML."""
