"""Migrations of the record's tables, run by ``assessor.workbench.upgrading``."""
