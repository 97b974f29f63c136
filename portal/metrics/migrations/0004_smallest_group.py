"""The smallest group as the data-protection officer sets it: rows that nothing changes."""

from django.db import migrations, models

import portal.core.ids

TABLE = "metrics_smallestgroup"
TRIGGER = f"{TABLE}_append_only"


def on(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    action = "EXECUTE FUNCTION core_append_only()" if postgresql else "BEGIN SELECT RAISE(ABORT, 'append only'); END"
    schema_editor.execute(f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {TABLE} FOR EACH ROW {action}")


def off(apps, schema_editor):
    suffix = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {TRIGGER}{suffix}")


class Migration(migrations.Migration):
    dependencies = [("metrics", "0003_longer_figure_codes")]
    operations = [
        migrations.CreateModel(
            name="SmallestGroup",
            fields=[
                ("id", models.UUIDField(default=portal.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("k", models.PositiveSmallIntegerField(unique=True)),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("k",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("k__gte", 5), ("k__lte", 20)), name="metrics_smallest_group_in_bounds"
                    )
                ],
            },
        ),
        migrations.RunPython(on, off),
    ]
