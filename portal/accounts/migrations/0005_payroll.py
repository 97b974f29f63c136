"""Payroll, a role of its own: it reads the hours that mentors send it, and nothing else."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_sessions_and_keys"),
    ]

    operations = [
        migrations.AlterField(
            model_name="rolegrant",
            name="role",
            field=models.CharField(
                choices=[
                    ("anonymous", "Visite"),
                    ("employee", "Membre du personnel"),
                    ("volunteer", "Bénévole"),
                    ("editor", "Communication"),
                    ("csr", "RSE et diversité"),
                    ("hr", "Ressources humaines"),
                    ("works_council", "CSE"),
                    ("payroll", "Paie"),
                    ("platform_admin", "Administration de la plateforme"),
                    ("dpo", "Protection des données"),
                    ("association_admin", "Administration de l’association"),
                    ("coordinator", "Coordination"),
                    ("referent", "Personne référente"),
                    ("safeguarding", "Protection des jeunes"),
                    ("api_client", "Système d’une association"),
                    ("system", "Le portail"),
                ],
                max_length=20,
            ),
        ),
    ]
