"""A Workday report, read in one long answer: RaaS has no pages. Its columns are what the report's author named them."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from integrations.hris.pull.calling import Caller
from integrations.hris.pull.connector import Connector, Item
from integrations.hris.pull.credentials import Bearer, Credentials, basic

from .capabilities import KIND

# Workday writes a day with the time zone of its data centre: 2026-11-28-08:00.
_ZONED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})")


class Workday(Connector):
    """Reads the report for a day."""

    kind = KIND

    def people(self, *, as_of: date, since: datetime | None = None) -> Iterator[Item]:
        """Yield an item a line of the report. Raises SourceRefused, or Interrupted when the answer breaks off."""
        params, prompt = {"format": "json"}, self.said.get("date_prompt", "")
        if prompt:
            params[prompt] = as_of.isoformat()
        for entry in Caller(self._credentials()).entries(self._address(), params, of="Report_Entry"):
            if isinstance(entry, dict):
                yield {name: _plain(value) for name, value in entry.items()}

    def _address(self) -> str:
        tenant, owner, report = (quote(self.said[name], safe="") for name in ("tenant", "owner", "report"))
        return f"{self.said['address'].rstrip('/')}/ccx/service/customreport2/{tenant}/{owner}/{report}"

    def _credentials(self) -> Credentials:
        if self.setting("proof") == "basic":
            return basic(self.said["user"], self.secret("password"))
        return Bearer(
            url=f"{self.said['address'].rstrip('/')}/ccx/oauth2/{quote(self.said['tenant'], safe='')}/token",
            form=lambda: {"grant_type": "refresh_token", "refresh_token": self.secret("refresh_token")},
            proof=basic(self.said["client_id"], self.secret("client_secret")).said,
            keep=partial(self.keep, "refresh_token"),
        )


def _plain(value: Any) -> Any:
    zoned = _ZONED.fullmatch(value) if isinstance(value, str) else None
    return zoned[1] if zoned else value
