"""The profile of a small company, chosen whatever the headcount. A row is never changed."""

from django.db import migrations, models

import portal.core.ids

TABLE = "metrics_profilechoice"


def on(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    action = "EXECUTE FUNCTION core_append_only()" if postgresql else "BEGIN SELECT RAISE(ABORT, 'append only'); END"
    schema_editor.execute(f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE ON {TABLE} FOR EACH ROW {action}")


def off(apps, schema_editor):
    suffix = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_append_only{suffix}")


class Migration(migrations.Migration):
    dependencies = [("metrics", "0009_engagement_time")]
    operations = [
        migrations.CreateModel(
            name="ProfileChoice",
            fields=[
                ("id", models.UUIDField(default=portal.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "profile",
                    models.CharField(
                        choices=[("automatic", "Selon l’effectif"), ("small", "Toujours comme une petite entreprise")],
                        max_length=10,
                    ),
                ),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("set_at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("profile__in", ["automatic", "small"])), name="metrics_profile_known"
                    )
                ],
            },
        ),
        migrations.RunPython(on, off),
    ]
