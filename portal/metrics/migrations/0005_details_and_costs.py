"""What goes with a value (interval, response), changes below zero, and what the company puts in. SQLite builds the table of cells
anew, so its trigger is set again.
"""

from django.db import migrations, models

import portal.core.ids

MEASURES = [
    ("share", "Part, à 5 % près"),
    ("count", "Nombre, à 5 près"),
    ("hours", "Heures, à 5 heures près"),
    ("survival", "Part qui dure, à 5 % près"),
    ("mean", "Moyenne, à 0,1 près"),
    ("change", "Écart, à 0,1 près"),
    ("number", "Nombre exact, sans personne derrière"),
    ("euros", "Euros, à 100 € près"),
]
COST_KINDS = [
    ("agreements", "Conventions avec les associations"),
    ("staff", "Temps de l’équipe qui porte le programme"),
    ("campaigns", "Campagnes et événements"),
    ("tools", "Outils et hébergement"),
]
CELLS, COSTS = "metrics_cell", "metrics_costinput"


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
    dependencies = [("metrics", "0004_smallest_group")]
    operations = [
        migrations.RunPython(off(CELLS), on(CELLS)),
        migrations.RemoveConstraint(model_name="cell", name="metrics_cell_value"),
        migrations.AlterField(model_name="cell", name="value", field=models.IntegerField(null=True)),
        migrations.AddField(model_name="cell", name="detail", field=models.JSONField(default=dict)),
        migrations.AddConstraint(
            model_name="cell",
            constraint=models.CheckConstraint(
                condition=models.Q(("value", None), ("value__gte", -40), _connector="OR"), name="metrics_cell_value"
            ),
        ),
        migrations.AlterField(
            model_name="figure",
            name="measure",
            field=models.CharField(max_length=10, choices=MEASURES),
        ),
        migrations.RunPython(on(CELLS), off(CELLS)),
        migrations.CreateModel(
            name="CostInput",
            fields=[
                ("id", models.UUIDField(default=portal.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("period_start", models.DateField()),
                ("kind", models.CharField(max_length=12, choices=COST_KINDS)),
                ("euros", models.PositiveIntegerField()),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("period_start", "kind", "set_at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["agreements", "staff", "campaigns", "tools"])), name="metrics_cost_kind"
                    )
                ],
            },
        ),
        migrations.RunPython(on(COSTS), off(COSTS)),
    ]
