"""Training: dates open, full, past and called off; a place taken, a training followed or missed; a quiz in each state."""

from portal.accounts.enums import Role
from portal.engagement import operations
from portal.engagement.enums import TrainingMode
from portal.engagement.models import Application, TrainingModule, TrainingSession
from tests.factories import engagement as apply

from .guide import Form, Guide
from .home import Home, account, ago, somebody


def build(home: Home, guide: Guide) -> None:
    """Write the dates, and people who stand before them."""
    module = operations.add_module(
        association=home.association, title="Ce que l’on me confie", minutes=45, required=False, by=home.by(), at=ago(90)
    )
    question = operations.add_question(
        module=module, text="Le ou la jeune vous confie un secret. Que faites-vous ?",
        choices=["Je garde tout pour moi", "J’en parle avec ma personne référente"], right=1, by=home.by(), at=ago(80),
    )  # fmt: skip
    there, free, passed, gives = (_welcomed(home, name) for name in ("Jade Aubry", "Théo Masson", "Ilyès Benali", "Maud Roche"))
    dates = {
        "open": _date(home, module, -6), "full": _date(home, module, -9, places=1), "past": _date(home, module, 2),
        "called off": _date(home, module, -12), "long past": _date(home, module, 20),
    }  # fmt: skip
    for key in ("full", "past", "called off"):
        operations.book_session(
            session=dates[key], volunteer=there.volunteer, by=apply.person(there.volunteer), at=ago(10 if key == "past" else 1)
        )
    operations.book_session(session=dates["open"], volunteer=gives.volunteer, by=apply.person(gives.volunteer), at=ago(1))
    operations.call_off_session(session=dates["called off"], by=home.by(), at=ago(0.5))
    operations.record_attendance(session=dates["long past"], volunteer_ids=[passed.volunteer_id], by=home.by(), at=ago(19))
    operations.answer_quiz(
        module=module, volunteer=passed.volunteer, answers={question.id: 1}, by=apply.person(passed.volunteer), at=ago(18)
    )
    _people(guide, module, there=there, free=free, passed=passed, gives=gives)
    _desk(home, guide, module, dates)


def _welcomed(home: Home, name: str) -> Application:
    return apply.a_candidate_accepted(somebody(name), home.adults, at=ago(30))


def _date(home: Home, module: TrainingModule, days: float, places: int | None = 12) -> TrainingSession:
    return operations.plan_session(
        module=module, starts_at=ago(days), mode=TrainingMode.IN_PERSON, places=places, by=home.by(), at=ago(28)
    )


def _people(
    guide: Guide, module: TrainingModule, *, there: Application, free: Application, passed: Application, gives: Application
) -> None:
    guide.see(
        account(there.volunteer),
        "me:training",
        "Votre place est gardée",
        "annulée",
        name="training, a place taken, another called off",
    )
    guide.see(account(free.volunteer), "me:training", "complet", "Je viens", name="training, a date full")
    guide.see(account(passed.volunteer), "me:training", "Suivie", "Quiz réussi", name="training, followed")
    for who, name in ((free, "not followed"), (passed, "followed")):
        guide.see(account(who.volunteer), "me:training-module", module.title, args=[module.id], name=f"a module, {name}")
    person = account(free.volunteer)
    guide.see(person, "me:training-quiz", "Autant d’essais que vous voulez", args=[module.id], name="quiz, not taken")
    wrong = Form("Vérifier", {"q1": "0"})
    guide.see(person, "me:training-quiz", "essayez encore", args=[module.id], name="quiz, not all right", form=wrong)
    guide.see(
        account(gives.volunteer), "me:training", "Votre place est rendue", name="a place given back", form=Form("Rendre ma place")
    )


def _desk(home: Home, guide: Guide, module: TrainingModule, dates: dict[str, TrainingSession]) -> None:
    desk, referent = home.user(Role.COORDINATOR), home.user(Role.REFERENT)
    guide.see(desk, "association:training", "Présences à noter", "Prochaines dates")
    guide.see(referent, "association:training", "Prochaines dates", name="training, to who may only look")
    says = {"open": "Qui est attendu", "full": "Annuler cette date", "past": "Noter les présences",
            "long past": "Déjà noté", "called off": "a été annulée"}  # fmt: skip
    for key, session in dates.items():
        guide.see(desk, "association:training-attendance", says[key], args=[session.id], name=f"a date, {key}")
    guide.see(desk, "association:training-quiz", "secret", args=[module.id], name="the quiz, at the desk")
    guide.see(desk, "association:training-content", args=[module.id])
