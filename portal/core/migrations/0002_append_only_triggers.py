"""The logs refuse an UPDATE in the database itself; rows leave only by retention."""

from django.db import migrations

TABLES = ("core_transition", "core_auditentry")


def forbid_updates(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION core_append_only() RETURNS trigger AS "
            "$$ BEGIN RAISE EXCEPTION 'append only'; END; $$ LANGUAGE plpgsql"
        )
    for table in TABLES:
        action = (
            "EXECUTE FUNCTION core_append_only()" if vendor == "postgresql" else "BEGIN SELECT RAISE(ABORT, 'append only'); END"
        )
        schema_editor.execute(f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} FOR EACH ROW {action}")


def allow_updates(apps, schema_editor):
    suffix = {"postgresql": " ON {table}"}.get(schema_editor.connection.vendor, "")
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_append_only" + suffix.format(table=table))


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(forbid_updates, allow_updates)]
