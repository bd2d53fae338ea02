"""Printed pages (PDF, scans, pictures): lines and tables from characters, rules and gaps."""
