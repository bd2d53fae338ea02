"""Fixtures of the record: see ``tests/record_fixtures.py``."""

from record_fixtures import (
    blank_database,
    cheap_passwords,
    database,
    database_url,
    empty_database,
    now,
    people,
    postgres,
    postgres_template,
    sqlite_template,
    store,
    testrun,
)

__all__ = [
    "blank_database",
    "cheap_passwords",
    "database",
    "database_url",
    "empty_database",
    "now",
    "people",
    "postgres",
    "postgres_template",
    "sqlite_template",
    "store",
    "testrun",
]
