"""Working time that mentors send to payroll by their own act."""

import django.db.models.deletion
from django.db import migrations, models

import portal.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("engagement", "0005_training_places_and_quizzes"),
        ("metrics", "0008_bands"),
    ]

    operations = [
        migrations.CreateModel(
            name="EngagementTime",
            fields=[
                ("id", models.UUIDField(default=portal.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("month", models.DateField()),
                ("minutes", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("employee_number", models.CharField(max_length=60)),
                ("sent_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "volunteer",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="engagement.volunteer"),
                ),
            ],
            options={
                "ordering": ("-month", "name", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("volunteer", "month"), name="metrics_one_engagement_time_a_month"),
                    models.CheckConstraint(condition=models.Q(("minutes__gte", 1)), name="metrics_engagement_time_some"),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="metrics_engagement_time_month"),
                ],
            },
        ),
    ]
