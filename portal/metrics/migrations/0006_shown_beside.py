"""Who is behind the counts of a run of the allocation: written once, like the ledger beside it."""

from django.db import migrations, models

import portal.core.ids

TABLE = "metrics_shownbeside"


def forbid_updates(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    action = "EXECUTE FUNCTION core_append_only()" if postgresql else "BEGIN SELECT RAISE(ABORT, 'append only'); END"
    schema_editor.execute(f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE ON {TABLE} FOR EACH ROW {action}")


def allow_updates(apps, schema_editor):
    suffix = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER {TABLE}_append_only{suffix}")


class Migration(migrations.Migration):
    dependencies = [("metrics", "0005_details_and_costs"), ("core", "0002_append_only_triggers")]
    operations = [
        migrations.CreateModel(
            name="ShownBeside",
            fields=[
                ("id", models.UUIDField(default=portal.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("subject_id", models.UUIDField()),
                ("code", models.CharField(max_length=60)),
                ("members", models.BinaryField()),
                ("keep_until", models.DateField()),
            ],
            options={
                "ordering": ("id",),
                "indexes": [models.Index(fields=["keep_until"], name="metrics_sho_keep_un_ab69cb_idx")],
                "constraints": [models.UniqueConstraint(fields=("subject_id", "code"), name="metrics_set_once_a_subject")],
            },
        ),
        migrations.RunPython(forbid_updates, allow_updates),
    ]
