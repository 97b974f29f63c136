"""Outgoing mail: by which server, what anybody may stop, and the hours in which nobody is woken."""

from datetime import time

from django.core.exceptions import ImproperlyConfigured

from .environment import DEBUG, IN_PRODUCTION, VAR_DIR, env

EMAIL_CONFIG = env.email("EMAIL_URL", default="smtp://localhost:25")
vars().update(EMAIL_CONFIG)
if DEBUG and "EMAIL_URL" not in env.ENVIRON:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 20  # seconds: a mail server that says nothing holds no worker for ever
DEFAULT_FROM_EMAIL: str = env.str("BINOME_MAIL_FROM", "Binôme <ne-pas-repondre@example.org>")

# Groups of messages that their recipients may stop (portal.core.wanted): reminders and questions, never a decision, a date or
# a danger.
MESSAGE_GROUPS: dict[str, tuple[str, ...]] = {
    "reminders": (
        "mentorship.session_nudge",
        "mentorship.session_asked",
        "mentorship.check_in_reminder",
        "mentorship.mid_term_waits",
        "engagement.draft_waiting",
        "skills.reminder",
    ),
    "questions": ("mentorship.check_in_asked", "mentorship.mid_term_asked", "skills.asked"),
    "team_reminders": ("engagement.candidates_waiting", "mentorship.referral_waiting", "mentorship.mid_term_to_gather"),
    "digest": ("journeys.monday",),
    "news": ("engagement.to_several",),
}
# Sent in the night as well: somebody may be in danger, or is waiting in front of the screen.
URGENT_MESSAGES = (
    "mentorship.concern_raised",
    "mentorship.concern_escalated",
    "mentorship.pair_suspended",
    "mentorship.session_cancelled",
    "mentorship.session_moved",
    "engagement.training_called_off",
    "accounts.email_change",
    "accounts.email_changing",
    "accounts.invitation",
    "accounts.password_reset",
    "accounts.rescue_sealed",
    "accounts.rescue_used",
    "accounts.security_changed",
    "programmes.team_invitation",
    "people.run_held",
)


def _quiet_hours(text: str) -> tuple[time, time] | None:
    if not text:
        return None
    try:
        begins, ends = (time.fromisoformat(part) for part in text.split("-"))
    except ValueError as error:
        raise ImproperlyConfigured("BINOME_QUIET_HOURS must be two times, such as 20:00-08:00, or empty.") from error
    return begins, ends


QUIET_HOURS = _quiet_hours(env.str("BINOME_QUIET_HOURS", "20:00-08:00" if IN_PRODUCTION else ""))
