"""Who may write: whoever holds the editor's role here belongs to one Wagtail group, kept in step as they come in under /cms/."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from portal.accounts.actors import ANONYMOUS
from portal.accounts.enums import Role
from portal.accounts.models import User

GROUP = "Binôme: communication"
_PAGE_ACTS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
_FILE_ACTS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


@transaction.atomic
def editors_group() -> Group:
    """Return the editors' group, made on first use: pages, pictures and documents, and nothing else of Wagtail."""
    group, made = Group.objects.get_or_create(name=GROUP)
    if made:
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
        pages = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=_PAGE_ACTS)
        root = Page.get_first_root_node()
        GroupPagePermission.objects.bulk_create(GroupPagePermission(group=group, page=root, permission=one) for one in pages)
        files = Permission.objects.filter(content_type__app_label__in=("wagtailimages", "wagtaildocs"), codename__in=_FILE_ACTS)
        everywhere = Collection.get_first_root_node()
        GroupCollectionPermission.objects.bulk_create(
            GroupCollectionPermission(group=group, collection=everywhere, permission=one) for one in files
        )
    return group


def sync_editor(*, user: User, is_editor: bool) -> None:
    """Put the user into the editors' group or take them out, as their role says. One SQL query when nothing changes."""
    belongs = user.groups.filter(name=GROUP).exists()
    if is_editor and not belongs:
        user.groups.add(editors_group())
    elif belongs and not is_editor:
        user.groups.remove(editors_group())


class EditorMiddleware:
    """Keeps the group in step with the role for whoever enters the editors' interface; stands after the role rules.

    Someone who lost the role stays in the group until their next visit, and the role rules refuse them all the same.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the role is known once the view is."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Bring the group in step."""
        actor = getattr(request, "actor", ANONYMOUS)
        if isinstance(request.user, User) and request.path_info.startswith(reverse("wagtailadmin_home")):
            sync_editor(user=request.user, is_editor=actor.has(Role.EDITOR))
