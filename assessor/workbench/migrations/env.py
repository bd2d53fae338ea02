"""Read by alembic: runs the migrations on the connection that ``upgrading`` hands over."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import TypeDecorator

from assessor.workbench.tables import Record


def _rendered(kind: str, item: Any, _: Any) -> str | Literal[False]:  # noqa: ANN401 - as alembic has it
    """Write own types as the database has them: a migration must not change with the code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Record.metadata,
    transactional_ddl=True,
    render_as_batch=True,
    render_item=_rendered,
)
with context.begin_transaction():
    context.run_migrations()
