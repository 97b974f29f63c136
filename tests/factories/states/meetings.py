"""Sessions in each outcome, check-ins, reviews half-way and at the end, certificates; links in mails, used and over."""

from uuid import uuid4

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core.wanted import Recipient, stop_token
from portal.mentorship import operations, queries
from portal.mentorship.enums import HelpTopic, MidTermNext, ReviewMoment, ReviewSide
from portal.mentorship.enums import SessionOutcome as O
from portal.mentorship.models import CheckIn, EngagementCertificate, Pair, Session
from tests.factories.mentorship import a_session, mentor_of

from .guide import Form, Guide
from .home import Home, account, ago
from .pairs import active, closed, closing

SAID = {
    O.PLANNED: "Déplacer",
    O.HELD: "Tenue",
    O.MISSED_MENTEE: "n’a pas pu venir",
    O.MISSED_MENTOR: "Je n’ai pas pu venir",
    O.CANCELLED: "Annulée ensemble",
}


def build(home: Home, guide: Guide) -> None:
    """Write them, with the night's round over all pairs last but one."""
    _sessions(home, guide)
    _links(home, guide)
    _check_ins(home, guide)
    _mid_terms(home, guide)
    _reviews(home, guide)
    _certificates(home, guide)


def _planned(pair: Pair, days: float, said: float) -> Session:
    """An appointment `days` ago (or to come), planned `said` days ago."""
    return operations.plan_session(pair=pair, starts_at=ago(days), minutes=60, by=mentor_of(pair), at=ago(said))


def _sessions(home: Home, guide: Guide) -> None:
    pair = active(home, "Nora Chevalier", "Adam")
    a_session(pair, ago(9), outcome=O.MISSED_MENTEE)
    a_session(pair, ago(11), outcome=O.MISSED_MENTOR)
    a_session(pair, ago(13), outcome=O.CANCELLED)
    coming, lately, long_ago = _planned(pair, -3, 1), _planned(pair, 1, 6), _planned(pair, 10, 12)
    assert coming.outcome == lately.outcome == long_ago.outcome == O.PLANNED
    mentor = account(pair.volunteer)
    of = [f"session:{outcome}" for outcome in O]
    guide.see(mentor, "me:sessions", *SAID.values(), "Pas encore notée", of=of, name="sessions in every outcome")
    guide.see(mentor, "me:session-log", args=[pair.id], query=f"?on={lately.on:%Y-%m-%d}", name="to log the day that was planned")
    guide.see(mentor, "me:session-move", "Quel jour", args=[coming.id])
    guide.see(mentor, "me:session-plan", "Quel jour", args=[pair.id])
    for role in (Role.COORDINATOR, Role.REFERENT):
        guide.see(home.user(role), "association:pair", "Pas encore notée", args=[pair.id], of=of, name=f"sessions, to a {role}")
    _just_logged(home, guide)
    missed = active(home, "Quentin Barre", "Maya", last=20)
    for days in (9, 4):
        a_session(missed, ago(days), outcome=O.MISSED_MENTEE)
    guide.see(home.user(Role.REFERENT), "association:follow-up", "Deux rendez-vous manqués")
    guide.see(account(missed.volunteer), "me:home", "À qui de jouer", name="two missed in a row")


def _just_logged(home: Home, guide: Guide) -> None:
    """One tap, and the quarter of an hour in which it can be taken back."""
    pair = active(home, "Lola Mercier", "Rayan")
    person = account(pair.volunteer)
    guide.see(person, "me:home", "C’est noté", args=(), name="one tap", form=Form("C’est fait, 1 h"))


def _links(home: Home, guide: Guide) -> None:
    pair = active(home, "Basile Hamon", "Kenza")
    fresh, done, coming = _planned(pair, 0.5, 3), _planned(pair, 2, 4), _planned(pair, -2, 1)
    operations.settle_session(session=done, outcome=O.HELD, by=SYSTEM, at=ago(1), through="link")
    for session, says, name in ((fresh, "Qu’est-il devenu", "valid"), (done, "C’est noté, merci", "used")):
        guide.see(None, "appointment", says, args=[queries.link_of(session=session)], name=f"link of an appointment, {name}")
    form = Form("Il a eu lieu")
    soon = queries.link_of(session=coming)
    guide.see(None, "appointment", "pas encore commencé", args=[soon], name="link of an appointment, too soon", form=form)
    guide.see(None, "appointment", args=["perdu"], status=404, name="link of an appointment, over")
    stop = stop_token(recipient=Recipient("volunteer", pair.volunteer_id), group="reminders")
    guide.see(None, "stop-messages", args=[stop], name="link to stop messages")
    guide.see(None, "stop-messages", args=["perdu"], status=404, name="link to stop messages, not ours")


def _check_ins(home: Home, guide: Guide) -> None:
    """The night's round asks every pair of a month and a half; one answers, one asks for a hand, one ended since."""
    pairs = [active(home, name, alias) for name, alias in (("Solène Guy", "Enzo"), ("Marc Weber", "Nina"), ("Olga Petrov", "Ali"))]
    over = closing(home, "Iris Tanguy", "Lila", at=ago(1))
    Pair.objects.filter(pk=over.pk).update(state="active")
    operations.ask_check_ins(by=SYSTEM, at=ago(12))
    Pair.objects.filter(pk=over.pk).update(state="closing")
    due, good, help_wanted, shut = (
        CheckIn.objects.select_related("pair__mentee", "pair__programme", "pair__volunteer", "pair__referent").get(
            pair=pair, side=ReviewSide.MENTOR
        )
        for pair in (*pairs, over)
    )
    operations.answer_check_in(check_in=good, satisfaction=5, by=mentor_of(good.pair), at=ago(3))
    operations.answer_check_in(
        check_in=help_wanted, satisfaction=2, help_topic=HelpTopic.BOND, by=mentor_of(help_wanted.pair), at=ago(2)
    )
    for one, says, name in (
        (due, "Deux minutes", "due"), (good, "Vous avez répondu", "answered"), (shut, "est clos", "of a pair that ends"),
    ):  # fmt: skip
        guide.see(account(one.pair.volunteer), "me:check-in", says, args=[one.id], name=f"check-in, {name}")
    guide.see(account(due.pair.volunteer), "me:home", "Deux minutes pour dire", name="start page, a check-in due")
    for one, says, name in ((due, "la noter", "due"), (good, "5 sur 5", "answered"), (help_wanted, "À rappeler", "help wanted")):
        guide.see(home.user(Role.REFERENT), "association:pair", says, args=[one.pair_id], name=f"pair, check-in {name}")
    guide.see(home.user(Role.COORDINATOR), "association:follow-up", "Demande un coup de main")
    guide.see(account(due.pair.volunteer), "me:check-in", args=[uuid4()], status=404, name="check-in of nobody")


def _mid_terms(home: Home, guide: Guide) -> None:
    asked, done, elsewhere = (
        active(home, name, alias) for name, alias in (("Ugo Fabre", "Samia"), ("Lise Arnaud", "Nils"), ("Omar Sy", "Elsa"))
    )
    for pair in (asked, done, elsewhere):
        operations.ask_mid_term(pair=pair, by=home.by(), at=ago(6))
    operations.settle_mid_term(pair=elsewhere, by=home.by(), at=ago(2))
    for side, by in ((ReviewSide.MENTOR, mentor_of(done)), (ReviewSide.MENTEE, home.by())):
        operations.record_review(
            pair=done, side=side, moment=ReviewMoment.MID, satisfaction=4, felt_supported=5, next_wish=MidTermNext.GO_ON,
            goal_results={goal.id: "partly" for goal in done.goals.current()}, by=by, at=ago(1),
        )  # fmt: skip
    desk = home.user(Role.COORDINATOR)
    for pair, mine, theirs, name in (
        (asked, "Envoyer", "est attendue", "asked"), (done, "bien arrivé", "Lire", "done"),
        (elsewhere, "", "fait ailleurs", "made elsewhere"),
    ):  # fmt: skip
        guide.see(account(pair.volunteer), "me:review-mid", mine, args=[pair.id], name=f"half-way review, {name}")
        guide.see(desk, "association:pair", theirs, args=[pair.id], name=f"pair, half-way review {name}")
    guide.see(desk, "association:pair-review", args=[asked.id, "mid", "mentee"], name="half-way review to gather")
    guide.see(desk, "association:pair-review", args=[done.id, "mid", "mentor"], name="half-way review to read")
    guide.see(account(asked.volunteer), "me:home", "À mi-chemin", name="start page, half-way")


def _reviews(home: Home, guide: Guide) -> None:
    due, kept, given = (
        closing(home, name, alias) for name, alias in (("Zoé Lacroix", "Mina"), ("Alain Vasseur", "Timo"), ("Rita Costa", "Jo"))
    )
    begun = {"satisfaction": "4"}
    operations.keep_draft(
        pair=kept, side=ReviewSide.MENTOR, moment=ReviewMoment.FINAL, answers=begun, by=mentor_of(kept), at=ago(1)
    )
    operations.record_review(
        pair=given, side=ReviewSide.MENTOR, satisfaction=5, felt_supported=5, next_wish="stop",
        goal_results={goal.id: "reached" for goal in given.goals.current()}, by=mentor_of(given), at=ago(1),
    )  # fmt: skip
    for pair, says, name in (
        (due, "Envoyer mon bilan", "due"), (kept, "ce que vous aviez commencé", "begun"), (given, "bien arrivé", "given"),
    ):  # fmt: skip
        guide.see(account(pair.volunteer), "me:review", says, args=[pair.id], name=f"review, {name}")
    guide.see(account(given.volunteer), "me:home", "Votre bilan est bien arrivé", name="start page, review given")
    wrong = Form("Envoyer mon bilan")
    guide.see(account(due.volunteer), "me:review", args=[due.id], name="review, sent empty", form=wrong)
    guide.see(home.user(Role.COORDINATOR), "association:pair-review", args=[due.id, "final", "mentee"], name="review to gather")
    guide.see(
        home.user(Role.COORDINATOR), "association:pair", "Noter le bilan", args=[given.id], name="pair, the mentor's review is in"
    )
    early = active(home, "Gilles Ferry", "Lou-Ann")
    guide.see(account(early.volunteer), "me:review", "n’est pas venu", args=[early.id], name="review, too early")
    guide.see(account(early.volunteer), "me:review-mid", "Rien à remplir", args=[early.id], name="half-way review, too early")


def _certificates(home: Home, guide: Guide) -> None:
    valid, mine, theirs = (
        closed(home, name, alias) for name, alias in (("Hélène Prat", "Bilal"), ("Igor Novak", "Lana"), ("Tania Leger", "Isma"))
    )
    for pair, by in ((mine, mentor_of(mine)), (theirs, home.by(Role.ASSOCIATION_ADMIN))):
        operations.revoke_certificate(certificate=EngagementCertificate.objects.get(pair=pair), by=by, at=ago(1))
    for pair, says, status, name in (
        (valid, "Télécharger le PDF", 200, "valid"), (mine, "La rendre valable de nouveau", 410, "taken back by the mentor"),
        (theirs, "L’association l’a retirée", 410, "taken back by the association"),
    ):  # fmt: skip
        code = EngagementCertificate.objects.get(pair=pair).code
        guide.see(account(pair.volunteer), "me:certificate", says, name=f"certificate, {name}")
        guide.see(None, "certificate-check", args=[code], status=status, name=f"check of a certificate, {name}")
        guide.see(home.user(Role.COORDINATOR), "association:pair", "Attestation", args=[pair.id], name=f"pair, certificate {name}")
    guide.see(None, "certificate-check", args=[uuid4()], status=404, name="check of a certificate, unknown")
