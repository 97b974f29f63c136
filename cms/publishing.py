"""What makes a kept page an old one (cms.visitors): a version in the cache that all share changes with each publication."""

from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import PageViewRestriction, Site, get_page_models
from wagtail.signals import page_published, page_unpublished, post_page_move

from portal.metrics.models import Release
from portal.programmes.models import Campaign, Programme

VERSION = "pages.version"


def forget_pages(**_: Any) -> None:
    """Have every process forget what it keeps, once the change that is being made is there for all to read."""
    transaction.on_commit(lambda: cache.set(VERSION, uuid4().hex, None))


def watch_what_is_published() -> None:
    """Forget the pages when one is published, moved or gone, and when a release, a campaign or a programme changes."""
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(forget_pages, dispatch_uid="cms.visitors")
    for page in get_page_models():
        post_delete.connect(forget_pages, sender=page, dispatch_uid="cms.visitors")
    for model in (Release, Campaign, Programme, PageViewRestriction, Site):
        for signal in (post_save, post_delete):
            signal.connect(forget_pages, sender=model, dispatch_uid="cms.visitors")
