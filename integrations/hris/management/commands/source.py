"""Sources that are called, at the terminal: set up, tried, listed, removed. No secret is an argument: each is asked for."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from integrations.hris.connectors import CONNECTORS
from integrations.hris.pull.desk import Desk
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.errors import Refusal
from portal.people.ports import Checked, SourceKind, SourceSetup
from portal.ui.source_words import problem, refused_columns, why_not_kept
from portal.ui.workforce_words import field_name


class Command(BaseCommand):
    """`source list|kinds|set|check|remove [NAME]`."""

    help = "Set up an HRIS that the portal calls, try it, list what there is. Read it with `hris plan NAME`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, with which source."""
        parser.add_argument("action", choices=("list", "kinds", "set", "check", "remove"))
        parser.add_argument("name", nargs="?", default="", help="the source, in lower-case letters, digits and dashes")
        parser.add_argument("--kind", choices=sorted(CONNECTORS), help="the connector (set, the first time)")
        parser.add_argument("--set", action="append", default=[], metavar="SETTING=VALUE", help="a setting that is no secret")
        parser.add_argument(
            "--secret", action="append", default=[], metavar="SETTING", help="asked for, or read from standard input"
        )
        parser.add_argument("--mapping", help="a TOML file with the company's own columns and values")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Call once, say."""
        if options["action"] in {"set", "check", "remove"} and not options["name"]:
            raise CommandError(_("Nommez la source."))
        try:
            getattr(self, f"do_{options['action']}")(options)
        except Refusal as refusal:
            setting = f"{refusal.facts['setting']} : " if "setting" in refusal.facts else ""
            raise CommandError(setting + why_not_kept(refusal)) from None

    def do_list(self, _options: dict[str, Any]) -> None:
        """Say what there is, never a secret."""
        for setup in Desk().sources():
            self.stdout.write(f"{setup.name}  {setup.kind.title}  {problem(setup.problem, setup.facts)}".rstrip())

    def do_kinds(self, _options: dict[str, Any]) -> None:
        """Say which connectors there are and what each asks for."""
        for kind in Desk().kinds():
            self.stdout.write(f"{kind.code}  {kind.title}")
            for ask in kind.asks:
                mark = "--secret" if ask.secret else "--set"
                choices = f" ({' | '.join(choice for choice, _label in ask.choices)})" if ask.choices else ""
                self.stdout.write(f"    {mark} {ask.name}{choices}  {ask.label}")

    def do_set(self, options: dict[str, Any]) -> None:
        """Set a source up, or change what is named."""
        setup = next((one for one in Desk().sources() if one.name == options["name"]), None)
        kind = setup.kind if setup else next((one for one in Desk().kinds() if one.code == options["kind"]), None)
        if kind is None:
            raise CommandError(_("Dites quel connecteur, avec --kind : %(known)s.") % {"known": ", ".join(sorted(CONNECTORS))})
        Desk().save(
            name=options["name"],
            kind=kind.code,
            said=_said(kind, setup, options["set"]),
            secrets={name: self._secret(name) for name in options["secret"]},
            mapping=_mapping(options["mapping"], setup),
            by=SYSTEM,
            at=clock.now(),
        )
        self.stdout.write(_("C’est enregistré. Pour l’essayer : python manage.py source check %(name)s") % options)

    def do_check(self, options: dict[str, Any]) -> None:
        """Try a source: read a few people, keep none."""
        checked = Desk().check(name=options["name"], by=SYSTEM, at=clock.now())
        if checked.problem:
            raise CommandError(problem(checked.problem, checked.facts))
        for line in _told(checked):
            self.stdout.write(line)

    def do_remove(self, options: dict[str, Any]) -> None:
        """Forget a source and its secrets."""
        Desk().remove(name=options["name"], by=SYSTEM, at=clock.now())
        self.stdout.write(_("Source retirée, avec ses secrets. Les personnes qu’elle a fait connaître restent."))

    def _secret(self, name: str) -> str:
        return getpass(f"{name}: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n").replace("\\n", "\n")


def _said(kind: SourceKind, setup: SourceSetup | None, given: list[str]) -> dict[str, str]:
    known = {ask.name for ask in kind.asks if not ask.secret}
    said = dict(setup.said) if setup else {ask.name: ask.default for ask in kind.asks if not ask.secret}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or name not in known:
            raise CommandError(
                _("Réglage inconnu : %(name)s. Réglages : %(known)s.") % {"name": name, "known": ", ".join(sorted(known))}
            )
        said[name] = value
    return said


def _mapping(path: str | None, setup: SourceSetup | None) -> str:
    if path is None:
        return setup.mapping if setup else ""
    try:
        with open(path, encoding="utf-8") as stream:
            return stream.read()
    except (OSError, ValueError):
        raise CommandError(_("Ce fichier n’est pas lisible.")) from None


def _told(checked: Checked) -> list[str]:
    lines = [_("Personnes lues, aucune gardée : %(people)s") % {"people": checked.people}]
    if checked.rejected:
        lines.append(_("Lignes qui seraient écartées : %(rejected)s") % {"rejected": checked.rejected})
    lines.append(_("Champs remplis : %(fields)s") % {"fields": ", ".join(map(field_name, checked.fields))})
    if checked.empty:
        lines.append(_("Champs sans colonne : %(fields)s") % {"fields": ", ".join(map(field_name, checked.empty))})
    lines += [f"{why} : {', '.join(names)}" for why, names in refused_columns(checked)]
    return lines
