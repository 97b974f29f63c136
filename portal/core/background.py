"""Background tasks. The only module that names the task library, so that Django 6's own can replace it."""

from django_tasks import task

__all__ = ["task"]
