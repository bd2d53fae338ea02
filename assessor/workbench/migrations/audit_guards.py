"""Triggers that keep the audit log append-only, as the first migration sets them up.

They stop slips and simple attacks; who owns the database can drop them, and is found by
``audit.verify`` unless the whole chain is written anew.
"""

from collections.abc import Sequence

FIRST_DIGEST = "0" * 64

_SQLITE = (
    """CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit_not_deleted BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit_head_not_deleted BEFORE DELETE ON audit_head
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit_head_goes_on BEFORE UPDATE ON audit_head
    WHEN NEW.number <= OLD.number OR NEW.id <> OLD.id
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'audit_head' THEN
            IF NEW.number > OLD.number AND NEW.id = OLD.id THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'the audit log is append-only';
    END $$""",
    """CREATE TRIGGER audit_not_changed BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_append_only()""",
    """CREATE TRIGGER audit_not_truncated BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()""",
    """CREATE TRIGGER audit_head_goes_on BEFORE UPDATE OR DELETE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION audit_append_only()""",
    """CREATE TRIGGER audit_head_not_truncated BEFORE TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()""",
)


def orders_to_guard(dialect: str) -> Sequence[str]:
    """Return the orders that set the triggers up and begin the chain."""
    begin = f"INSERT INTO audit_head (id, number, digest) VALUES (1, 0, '{FIRST_DIGEST}')"
    return (begin, *(_SQLITE if dialect == "sqlite" else _POSTGRESQL))


def orders_to_release(dialect: str) -> Sequence[str]:
    """Return what is left to drop once the tables and, with them, the triggers are gone."""
    return () if dialect == "sqlite" else ("DROP FUNCTION audit_append_only()",)
