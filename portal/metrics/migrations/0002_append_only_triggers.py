"""Releases and their ledger refuse an UPDATE in the database itself; the ledger leaves only by retention."""

from django.db import migrations

TABLES = ("metrics_release", "metrics_figure", "metrics_cell", "metrics_ledgerentry")


def forbid_updates(apps, schema_editor):
    vendor = schema_editor.connection.vendor
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
    dependencies = [("metrics", "0001_initial"), ("core", "0002_append_only_triggers")]
    operations = [migrations.RunPython(forbid_updates, allow_updates)]
