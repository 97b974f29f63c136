"""Plans by the number of their rows and not by a public id each; how far an application went is kept on the run.

The rows of plans made before are dropped with their table, so a run that still waits for its own is given up: the next file
makes another.
"""

import django.db.models.deletion
from django.db import migrations, models

EVENTS = [
    ("joined", "Arrivée"),
    ("recorded_left", "Ajout d’un contrat déjà terminé"),
    ("started", "Prise de poste"),
    ("rehired", "Retour dans l’entreprise"),
    ("leaving_rescinded", "Départ annulé"),
    ("left", "Départ"),
    ("absent", "Absence du fichier"),
    ("reappeared", "De nouveau dans le fichier"),
    ("leave_started", "Début d’absence longue"),
    ("leave_ended", "Fin d’absence longue"),
    ("moved_site", "Changement de site"),
    ("moved_department", "Changement de service"),
    ("moved_entity", "Changement d’entité"),
    ("manager_changed", "Changement de responsable"),
    ("renamed", "Changement de nom"),
    ("email_changed", "Changement de courriel"),
    ("dates_changed", "Dates de contrat modifiées"),
    ("updated", "Autre mise à jour"),
]


def give_up_open_runs(apps, schema_editor):
    runs = apps.get_model("people", "SyncRun")
    runs.objects.filter(state__in=["fetched", "mapped", "planned", "held", "approved"]).update(state="aborted")


class Migration(migrations.Migration):
    dependencies = [("people", "0004_deltas")]

    operations = [
        migrations.RunPython(give_up_open_runs, migrations.RunPython.noop),
        migrations.DeleteModel("SyncChange"),
        migrations.CreateModel(
            name="SyncChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(max_length=80)),
                ("event", models.CharField(choices=EVENTS, max_length=20)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="people.syncrun"
                    ),
                ),
            ],
            options={
                "ordering": ("external_id", "event"),
                "indexes": [models.Index(fields=["run", "event", "external_id"], name="people_change_by_event")],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "external_id", "event"), name="people_change_once"),
                    models.CheckConstraint(
                        condition=models.Q(("event__in", [event for event, _ in EVENTS])), name="people_change_known_event"
                    ),
                ],
            },
        ),
        migrations.AddField("SyncRun", "size", models.PositiveIntegerField(default=0)),
        migrations.AddField("SyncRun", "applied_to", models.CharField(blank=True, max_length=80)),
        migrations.AddField("SyncRun", "applied_count", models.PositiveIntegerField(default=0)),
        migrations.AddField("Employee", "missing_since", models.DateField(null=True)),
    ]
