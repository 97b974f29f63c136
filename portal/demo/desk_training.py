"""Training at the desks that are told in detail: a circle, hours with the referent, the team's own track, a short quiz; who has a
place at the dates to come.
"""

from datetime import datetime

from portal.engagement import operations as engagement
from portal.engagement.enums import TrainingMode, TrainingTrack
from portal.engagement.models import TrainingModule

from .calendar import later
from .stage import Desk, Stage, coordinator_member

MODULES = {
    TrainingTrack.CIRCLE: (
        "Cercle des mentors",
        "Deux heures entre mentors, une fois par saison : ce qui va, ce qui coince.",
        120,
    ),
    TrainingTrack.OFFICE: ("Permanence", "Une heure avec votre personne référente, pour ce qui ne peut pas attendre.", 60),
    TrainingTrack.STAFF: ("Recueillir une inquiétude", "Pour l’équipe : écouter sans enquêter, transmettre sans attendre.", 180),
}
QUIZ = (
    ("On vous confie un secret qui vous inquiète. Que faites-vous ?", ("Je le garde", "J’appelle ma personne référente"), 1),
    ("Une séance est manquée sans prévenir. Le plus juste ?", ("Prendre des nouvelles", "Faire un reproche", "Attendre"), 0),
)
DATES = ((12, TrainingTrack.CIRCLE, 8), (6, TrainingTrack.OFFICE, 3))
"""Days ahead, and how many places."""


def open_tracks(desk: Desk, at: datetime) -> None:
    """Add what the usual modules leave out, and a quiz to the one along the way."""
    for track, (title, summary, minutes) in MODULES.items():
        engagement.add_module(
            association=desk.association,
            title=title,
            summary=summary,
            minutes=minutes,
            required=False,
            track=track,
            by=desk.coordinator,
            at=at,
        )
    along = TrainingModule.objects.get(association=desk.association, track=TrainingTrack.ALONG)
    for text, choices, right in QUIZ:
        engagement.add_question(module=along, text=text, choices=choices, right=right, by=desk.coordinator, at=at)


def set_dates(stage: Stage, desk: Desk, at: datetime) -> None:
    """Set a circle and an hour with the referent; the coordinator has followed the team's own track."""
    dice = stage.dice("circle to come", desk.association.code)
    for days, track, places in DATES:
        module = TrainingModule.objects.get(association=desk.association, track=track)
        starts = later(at, days, dice, hours=(17, 18))
        engagement.plan_session(
            module=module, starts_at=starts, mode=TrainingMode.IN_PERSON, places=places, by=desk.coordinator, at=at
        )
        stage.count("circles_and_hours_to_come")
    staff = TrainingModule.objects.get(association=desk.association, track=TrainingTrack.STAFF)
    member = coordinator_member(desk)
    engagement.record_staff_training(module=staff, member=member, on=at.date(), by=desk.coordinator, at=at)
