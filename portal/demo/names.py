"""Invented names for the people of associations: no employee's, since those come with the staff list."""

import unicodedata

from .dice import Dice

GIVEN = (
    "Adèle", "Bilal", "Capucine", "Damien", "Élodie", "Fatoumata", "Gaspard", "Hélène", "Idriss", "Jeanne", "Kenza", "Lucas",
    "Maëlle", "Nassim", "Ophélie", "Pascal", "Quitterie", "Romane", "Soraya", "Thibault", "Ursula", "Violette", "Wassim", "Yaëlle",
)  # fmt: skip
FAMILY = (
    "Abadie", "Bellanger", "Castaing", "Daoudi", "Escoffier", "Fontenay", "Guérinel", "Hadjadj", "Issautier", "Jaouen", "Kermarec",
    "Lambinet", "Marchetti", "Nogaret", "Ollivon", "Peyrusse", "Quillien", "Rabouin", "Saintonge", "Traoulen", "Urvoas", "Vandamme",
)  # fmt: skip
ALIASES = (
    "Alix", "Ayo", "Camille", "Charlie", "Dani", "Eden", "Élie", "Gaby", "Inès", "Jo", "Kim", "Lou", "Maé", "Noa", "Noor", "Oumou",
    "Sacha", "Sam", "Sélim", "Swan", "Tao", "Yaël", "Yanis", "Zoé",
)  # fmt: skip


class Names:
    """Draws names that do not come twice."""

    def __init__(self, dice: Dice) -> None:
        self._pairs = [(given, family) for given in GIVEN for family in FAMILY]
        dice.shuffle(self._pairs)

    def invent(self) -> tuple[str, str]:
        """Return a name and what stands before the @ of its address."""
        given, family = self._pairs.pop()
        return f"{given} {family}", f"{plain(given)}.{plain(family)}"


def plain(text: str) -> str:
    """Return a name as it stands in an address."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "".join(letter if letter.isalnum() else "-" for letter in folded)
