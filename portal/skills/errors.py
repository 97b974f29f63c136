"""What this room refuses, as codes."""

from portal.core.errors import Refusal


class SkillsRefused(Refusal):
    """An answer, a share or a framework that may not be: "not_theirs", "already_answered", "over", "scale", "incomplete" (with the
    `items`), "no_handover", "nothing_to_share", "version_exists", "not_allowed".
    """

    code = "skills_refused"
