"""What the terminal shows while a world is built, and who one can be afterwards."""

import sys
from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.utils import translation
from tqdm import tqdm

from .associations import PASSWORD
from .models import World
from .personas import local_personas, personas
from .world import Recipe, build


def build_showing_progress(recipe: Recipe) -> World:
    """Build a world behind a progress bar of its days."""
    days = (recipe.end - recipe.start).days + 1
    with tqdm(total=days, unit="day", file=sys.stderr, dynamic_ncols=True, desc="Demo world") as bar:

        def each_day(day: date) -> None:
            bar.update((day - recipe.start).days - bar.n)
            bar.set_postfix_str(f"{day:%Y-%m}", refresh=False)

        world = build(recipe, progress=each_day)
        bar.update(days - bar.n)
    return world


def persona_table(address: str = settings.PUBLIC_URL) -> Iterator[str]:
    """Yield the table of personas for a server at an address, in French as the product is by default."""
    with translation.override("fr"):
        yield "Par la connexion unique de l’entreprise (choisissez la personne après « Connexion ») :"
        for person in personas():
            yield f"  {person.display_name:<24} {person.key:<15} {person.sees}"
        yield f"Par un compte d’association (mot de passe {PASSWORD}, code : manage.py demo code COURRIEL) :"
        for member in local_personas():
            yield f"  {member.display_name:<24} {member.key:<15} {member.email} — {member.association} : {member.sees}"
        yield f"Tout le monde, avec les codes du moment : {address}/demo/"
