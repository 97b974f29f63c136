import django.db.models.deletion
from django.db import migrations, models

import portal.core.ids


class Migration(migrations.Migration):
    """The session at a provider hangs on the sign-in that opened it here."""

    dependencies = [
        ("accounts", "0004_sessions_and_keys"),
        ("sso", "0003_failed_sign_in"),
    ]

    operations = [
        migrations.DeleteModel("ProviderSession"),
        migrations.CreateModel(
            name="ProviderSession",
            fields=[
                ("id", models.UUIDField(default=portal.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("subject", models.CharField(max_length=64)),
                ("index", models.CharField(blank=True, max_length=64)),
                (
                    "idp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="sso.identityprovider"
                    ),
                ),
                (
                    "sign_in",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="at_provider", to="accounts.signin"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["idp", "subject"], name="sso_provide_idp_id_3c8017_idx")]},
        ),
    ]
