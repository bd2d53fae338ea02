"""Workbooks (.xlsx, .xlsb, .xls): cells with their shown texts, merged areas, what is hidden."""
