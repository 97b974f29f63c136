"""Workday as its report answers: one long list of lines, OAuth with a refresh token that changes at each use, or Basic."""

from base64 import b64encode
from dataclasses import dataclass, field
from itertools import count
from typing import Any, ClassVar

from tests.integrations.hris.fake import Answer, Asked, FakeHris, Person


@dataclass
class FakeWorkday(FakeHris):
    """One tenant, one report."""

    refresh_token: str = "refresh-0"
    access_token: str = ""
    lives: int = 1000
    numbers: Any = field(default_factory=lambda: count(1))

    settings: ClassVar[dict[str, str]] = {
        "tenant": "exemple",
        "owner": "ISU_Binome",
        "report": "Binome_Workforce",
        "date_prompt": "Effective_as_of_Date",
        "proof": "oauth",
        "client_id": "binome",
    }
    secrets: ClassVar[dict[str, str]] = {"client_secret": "s3cret-client", "refresh_token": "refresh-0"}

    def expire(self) -> None:
        """Forget the access token that was given."""
        self.access_token = ""

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/ccx/oauth2/exemple/token":
            return self._token(asked)
        if not self._is_known(asked.headers.get("authorization", "")):
            return Answer(401, {"error": "invalid token"})
        if asked.path != "/ccx/service/customreport2/exemple/ISU_Binome/Binome_Workforce" or asked.query.get("format") != "json":
            return Answer(404, {"error": "no such report"})
        lines = [self._line(person) for person in self.people]
        self.paged()
        return Answer(200, {"Report_Entry": lines})

    def _is_known(self, header: str) -> bool:
        basic = "Basic " + b64encode(b"isu@exemple:s3cret").decode()
        return header == basic or (bool(self.access_token) and header == f"Bearer {self.access_token}")

    def _token(self, asked: Asked) -> Answer:
        client = "Basic " + b64encode(b"binome:s3cret-client").decode()
        if asked.headers.get("authorization") != client or asked.form.get("refresh_token") != self.refresh_token:
            return Answer(400, {"error": "invalid_grant"})
        number = next(self.numbers)
        self.access_token, self.refresh_token = f"access-{number}", f"refresh-{number}"
        return Answer(200, {"access_token": self.access_token, "token_type": "Bearer", "refresh_token": self.refresh_token})

    def _line(self, person: Person) -> dict[str, Any]:
        contract = next((one for one in person.contracts if not one.end or one.end >= self.today.isoformat()), person.contracts[-1])
        return {
            "Worker_WID": person.id,
            "Employee_ID": f"M{person.id}",
            "First_Name": person.given,
            "Last_Name": person.family,
            "Work_Email": person.email,
            "Business_Title": person.title,
            "Cost_Center_ID": person.department,
            "Company_ID": "FR01",
            "Location_ID": "LIL",
            "Hire_Date": f"{contract.start}-08:00",
            "Termination_Date": contract.end,
            "Worker_Type": "Regular",
            "Worker_Status": "On Leave" if person.on_leave else "Active",
            "Manager_WID": person.manager,
            **self.refused,
        }
