"""What an association publishes of skills over several companies. A row is never changed."""

import django.db.models.deletion
from django.db import migrations, models

import portal.core.ids

TABLE = "metrics_pooledskills"


def on(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    action = "EXECUTE FUNCTION core_append_only()" if postgresql else "BEGIN SELECT RAISE(ABORT, 'append only'); END"
    schema_editor.execute(f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE ON {TABLE} FOR EACH ROW {action}")


def off(apps, schema_editor):
    suffix = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_append_only{suffix}")


class Migration(migrations.Migration):
    dependencies = [
        ("metrics", "0011_ledger_turn"),
        ("programmes", "0008_antennas_closed"),
    ]

    operations = [
        migrations.CreateModel(
            name="PooledSkills",
            fields=[
                ("id", models.UUIDField(default=portal.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("k", models.PositiveSmallIntegerField()),
                ("figures", models.JSONField()),
                ("published_at", models.DateTimeField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "association",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.association"),
                ),
            ],
            options={
                "ordering": ("association", "-year"),
                "constraints": [
                    models.UniqueConstraint(fields=("association", "year"), name="metrics_pooled_once_a_year"),
                    models.CheckConstraint(condition=models.Q(("k__gte", 5), ("k__lte", 20)), name="metrics_pooled_k_in_bounds"),
                ],
            },
        ),
        migrations.RunPython(on, off),
    ]
