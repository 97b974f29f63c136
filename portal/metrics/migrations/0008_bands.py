"""A hidden share may leave as a band (R4). SQLite builds the tables anew, so their triggers are set again."""

from django.db import migrations, models

STATES = [("shown", "Montré"), ("hidden", "Non montré"), ("not_updated", "Non actualisé"), ("banded", "Fourchette")]
KINDS = [
    ("published", "Derrière un chiffre publié"),
    ("known", "Effectif connu"),
    ("banded", "Derrière une fourchette"),
]
CELLS, LEDGER = "metrics_cell", "metrics_ledgerentry"


def off(table):
    def drop(apps, schema_editor):
        suffix = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only{suffix}")

    return drop


def on(table):
    def create(apps, schema_editor):
        postgresql = schema_editor.connection.vendor == "postgresql"
        action = "EXECUTE FUNCTION core_append_only()" if postgresql else "BEGIN SELECT RAISE(ABORT, 'append only'); END"
        schema_editor.execute(f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} FOR EACH ROW {action}")

    return create


class Migration(migrations.Migration):
    dependencies = [("metrics", "0007_destinations")]
    operations = [
        migrations.RunPython(off(CELLS), on(CELLS)),
        migrations.RunPython(off(LEDGER), on(LEDGER)),
        migrations.RemoveConstraint(model_name="cell", name="metrics_hidden_cell_has_no_value"),
        migrations.AlterField(model_name="cell", name="state", field=models.CharField(choices=STATES, max_length=12)),
        migrations.AlterField(model_name="ledgerentry", name="kind", field=models.CharField(choices=KINDS, max_length=10)),
        migrations.AddConstraint(
            model_name="cell",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("as_of", None), ("state", "hidden"), ("value", None)),
                    models.Q(("as_of__isnull", False), ("state", "banded"), ("value", None)),
                    models.Q(("as_of__isnull", False), ("state__in", ("shown", "not_updated")), ("value__isnull", False)),
                    _connector="OR",
                ),
                name="metrics_hidden_cell_has_no_value",
            ),
        ),
        migrations.RunPython(on(CELLS), off(CELLS)),
        migrations.RunPython(on(LEDGER), off(LEDGER)),
    ]
