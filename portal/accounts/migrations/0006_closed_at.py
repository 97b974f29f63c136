from django.db import migrations, models
from django.db.models.functions import Now


def from_now_on(apps, schema_editor):
    """Nobody wrote down when an account was closed: six months count from today."""
    apps.get_model("accounts", "User").objects.filter(is_active=False).update(closed_at=Now())


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_payroll"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="closed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(from_now_on, migrations.RunPython.noop, elidable=True),
    ]
