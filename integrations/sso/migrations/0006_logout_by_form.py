from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sso", "0005_sign_in_by_form"),
    ]

    operations = [
        migrations.AddField(
            model_name="identityprovider",
            name="slo_binding",
            field=models.CharField(
                choices=[("redirect", "HTTP-Redirect"), ("post", "HTTP-POST")], default="redirect", max_length=8
            ),
        ),
    ]
