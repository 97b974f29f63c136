"""Errors are codes in the domain; the words are at the face."""

from typing import Any


class Refusal(Exception):
    """Something the domain says no to. `code` is stable and public; `facts` hold ids, dates and counts, never a person's data."""

    code = "refused"

    def __init__(self, code: str | None = None, **facts: Any) -> None:
        self.code = code or type(self).code
        self.facts = facts
        super().__init__(self.code)


class StepRefused(Refusal):
    """A step of a machine that may not be made: wrong state, wrong person, or a guard that holds."""

    code = "step_refused"
