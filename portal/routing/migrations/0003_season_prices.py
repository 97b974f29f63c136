"""What a place is worth while a campaign runs, as learnt from those who came so far."""

import django.db.models.deletion
from django.db import migrations, models

import portal.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0003_campaign_counts"),
        ("routing", "0002_allocation"),
    ]

    operations = [
        migrations.CreateModel(
            name="SeasonPrices",
            fields=[
                ("id", models.UUIDField(default=portal.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("learnt_at", models.DateTimeField()),
                ("waiting", models.PositiveIntegerField()),
                ("to_come", models.PositiveIntegerField()),
                ("most", models.PositiveIntegerField()),
                ("prices", models.JSONField(default=dict)),
                (
                    "campaign",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="season_prices", to="programmes.campaign"
                    ),
                ),
            ],
            options={
                "ordering": ("-learnt_at", "id"),
                "constraints": [models.CheckConstraint(condition=models.Q(("waiting__gte", 1)), name="routing_season_of_somebody")],
            },
        ),
    ]
