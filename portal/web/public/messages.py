"""Stop a kind of message from the mail itself, without signing in. Opening the link changes nothing; a button does, or the mail
programme's own (RFC 8058), and it can be taken back at once.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from portal.accounts.actors import SYSTEM
from portal.core import clock, wanted
from portal.ui.access import allow_everyone
from portal.ui.message_words import GROUPS


@allow_everyone
@csrf_exempt  # a mail programme posts without a cookie; the signed token is the permission, and it can only stop or take back
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Say what would no longer be sent; stop it, or send it again."""
    read = wanted.read_stop_token(token)
    if read is None:
        return render(request, "public/messages_over.html", status=404)
    recipient, group = read
    if request.method == "POST":
        act = wanted.resume_messages if "resume" in request.POST else wanted.stop_messages
        act(recipient=recipient, group=group, by=SYSTEM, at=clock.now())
    stopped = group in wanted.stopped_groups(recipients=[recipient])[recipient]
    context = {"words": GROUPS[group], "stopped": stopped, "resumed": "resume" in request.POST}
    return render(request, "public/messages.html", context)


urlpatterns = [path("<str:token>/", stop, name="stop-messages")]
