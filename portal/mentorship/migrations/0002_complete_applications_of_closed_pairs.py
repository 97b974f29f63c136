"""An application whose pair had already closed is over as well."""

from django.db import migrations


def complete(apps, schema_editor):
    pairs = apps.get_model("mentorship", "Pair").objects.filter(state="closed", clearance__isnull=False)
    paired = apps.get_model("engagement", "Application").objects.filter(state="paired")
    paired.filter(pk__in=pairs.values("clearance__application")).update(state="completed")


class Migration(migrations.Migration):
    dependencies = [("mentorship", "0001_initial"), ("engagement", "0002_completed_applications")]
    operations = [migrations.RunPython(complete, migrations.RunPython.noop)]
