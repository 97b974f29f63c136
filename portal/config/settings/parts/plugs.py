"""Ports and who fulfils them: dotted paths, loaded at first use and checked at start-up."""

# Who can tell how to reach a recipient of the outbox, by kind of recipient (portal.core.outbox).
ADDRESS_BOOKS: dict[str, str] = {
    "employee": "portal.people.queries.contact_of_employee",
    "volunteer": "portal.engagement.queries.contact_of",
    "account": "portal.accounts.queries.contact_of_account",
    "password": "portal.accounts.queries.contact_of_forgetful",
    "new_email": "portal.accounts.queries.contact_of_new_email",
    "invitation": "portal.accounts.queries.contact_of_invited",
    "team": "portal.programmes.queries.contact_of_member",
}
# What some kinds of message carry beside their words: a link of their own, a calendar entry (portal.core.outbox.Addition).
MESSAGE_ADDITIONS: dict[str, str] = (
    {f"mentorship.session_{what}": "portal.ui.appointments.addition" for what in ("planned", "moved", "cancelled", "asked")}
    | dict.fromkeys(
        (f"engagement.training_{what}" for what in ("booked", "place_given_back", "place_freed", "called_off")),
        "portal.ui.appointments.training_addition",
    )
    | {f"skills.{what}": "portal.ui.skills.addition" for what in ("asked", "reminder")}
    | {f"people.{what}": "portal.people.notifications.addition" for what in ("run_held", "file_refused")}
)
MESSAGE_ADDITIONS["engagement.training_invitation"] = "portal.ui.appointments.invitation_addition"
MESSAGE_ADDITIONS["engagement.to_several"] = "portal.engagement.notifications.to_several"
MESSAGE_ADDITIONS["routing.run_failed"] = "portal.routing.notifications.addition"
MESSAGE_ADDITIONS["journeys.monday"] = "portal.journeys.monday.addition"
# What of the outbox is no mail, and who carries it, by kind of recipient; who makes the file of a release, and who knows the pages
# that were published (portal.metrics.ports).
CARRIERS: dict[str, str] = {"destination": "integrations.hris.pushing.carry"}
RELEASE_FILES = "portal.web.company.figure_files.file_of"
PUBLISHED_PAGES = "cms.published.pages"
# Who holds what there is to read of a training module (portal.engagement.ports).
TRAINING_CONTENT = "cms.trainings.Trainings"
# Who knows the words of every kind of message (portal.core.ports).
MESSAGE_WORDS = "integrations.messaging.rendering.Words"
# Who gives a local account its second factor, who forgets its subject at a provider, and who knows the companies' identity
# providers (portal.accounts.ports).
SECOND_FACTOR = "portal.ui.second_factor.set_totp"
LINKED_SUBJECTS = "integrations.sso.oidc.linked.forget"
FAILED_SIGN_INS = "integrations.sso.failures.queries.FailedSignIns"
ASSOCIATION_DOORS = "integrations.sso.oidc.queries.association_doors"
COMPANY_DOORS = "integrations.sso.doors.company_doors"
DOOR_DESK = "integrations.sso.desk.Desk"
DOOR_PROBLEMS = "integrations.sso.problems.found"
OPENID_DESK = "integrations.sso.oidc.desk.Desk"
COMPANY_SIGN_OUT = "integrations.sso.doors.leave"
# Where sources of the workforce are set up: called, of files, and the tokens of those that push (portal.people.ports).
HRIS_DROPS = "integrations.hris.csv_drop.desk.Desk"
HRIS_SOURCES = "integrations.hris.pull.desk.Desk"
PUSH_TOKENS = "integrations.hris.scim.desk.Desk"
