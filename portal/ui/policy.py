"""Picks the content security policy: strict everywhere, Wagtail's own needs under /cms/."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ContentPolicyMiddleware(CSPMiddleware):
    """django-csp with a second policy for the editors' interface."""

    def get_policy_parts(self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False) -> PolicyParts:
        """Return the parts of the policy for this address."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith("/cms/") and not report_only:
            parts.config = settings.CMS_CONTENT_SECURITY_POLICY["DIRECTIVES"]
        return parts
