"""Tables to which rows are added, and in which nobody changes or removes one: the database itself refuses.

For migrations. What these statements say is in databases that exist, so they stay as they are.
"""

from __future__ import annotations

from django.db.migrations import RunSQL

_CREATE = """
CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{refusal}';
END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only();
"""
_DROP = """
DROP TRIGGER {table}_no_truncate ON {table};
DROP TRIGGER {table}_append_only ON {table};
DROP FUNCTION {table}_append_only();
"""


def append_only(table: str, *, refusal: str) -> RunSQL:
    """The operation that closes a table (its name in the database); `refusal` is what the database then answers."""
    return RunSQL(_CREATE.format(table=table, refusal=refusal), _DROP.format(table=table))
