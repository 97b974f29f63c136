"""A figure's code holds a campaign's reference of up to forty signs. SQLite builds the table anew, so its trigger is set again."""

from django.db import migrations, models

TABLE = "metrics_figure"
TRIGGER = f"{TABLE}_append_only"


def off(apps, schema_editor):
    suffix = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {TRIGGER}{suffix}")


def on(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    action = "EXECUTE FUNCTION core_append_only()" if postgresql else "BEGIN SELECT RAISE(ABORT, 'append only'); END"
    schema_editor.execute(f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {TABLE} FOR EACH ROW {action}")


class Migration(migrations.Migration):
    dependencies = [("metrics", "0002_append_only_triggers")]
    operations = [
        migrations.RunPython(off, on),
        migrations.AlterField(model_name="figure", name="code", field=models.CharField(max_length=60)),
        migrations.RunPython(on, off),
    ]
