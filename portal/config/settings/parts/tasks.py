"""Background tasks: a worker that reads the database (`manage.py db_worker`)."""

from .environment import MODE

TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend" if MODE == "test" else "django_tasks_db.DatabaseBackend"
    }
}
