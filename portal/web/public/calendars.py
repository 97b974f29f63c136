"""The address at which somebody's own calendar reads the dates of their desk: whoever holds the key reads, there is no sign-in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.core import clock
from portal.journeys import calendar
from portal.ui.access import allow_everyone
from portal.ui.calendar_feed import calendar_file


@allow_everyone
@require_safe
@cache_control(private=True, max_age=900)
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """Give the calendar that a key opens; one that was renewed, ended, or whose person left opens nothing."""
    at = clock.now()
    found = calendar.feed(key=key, at=at)
    if found is None:
        raise Http404
    member, dates = found
    with translation.override(member.user.language):
        content = calendar_file(entries=dates.entries, member_id=member.id, on=clock.local_day(at))
    headers = {"X-Robots-Tag": "noindex, nofollow", "Content-Disposition": 'inline; filename="binome.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


urlpatterns = [path("<str:key>.ics", feed, name="calendar-feed")]
