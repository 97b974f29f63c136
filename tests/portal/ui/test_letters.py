"""Paper: a page a person with their own code, a poster with both ways in, read back from the documents."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from portal.people.operations import Letter
from portal.ui.letters import activation_letters, campaign_poster

ADDRESS = "https://binome.example.org/fr/account/activation/"
LETTERS = (
    Letter('Nora *Exemple* #eval("1")', "Lyon", "17", "7K3M-QX9P-2WTD"),
    Letter("Zoé Œuvrard", "", "04", "AAAA-BBBB-CCCC"),
)


def read(document: bytes) -> tuple[PdfReader, list[str]]:
    reader = PdfReader(BytesIO(document))
    return reader, [" ".join(page.extract_text().split()) for page in reader.pages]


def letters(language: str = "fr") -> tuple[PdfReader, list[str]]:
    return read(
        activation_letters(
            language=language, letters=LETTERS, company="Ateliers Exemple", address=ADDRESS, valid_until=date(2026, 12, 23)
        )
    )


def test_a_page_a_person_each_with_its_own_code_and_no_other() -> None:
    _, pages = letters()
    assert len(pages) == 2
    for page, letter, other in zip(pages, LETTERS, reversed(LETTERS), strict=True):
        assert letter.name in page and letter.code in page and f"se termine par {letter.number_ends}." in page
        assert other.name not in page and other.code not in page


def test_a_letter_says_where_to_go_until_when_and_what_to_do() -> None:
    _, (page, _) = letters()
    for said in (
        "Lyon",
        "Ateliers Exemple",
        ADDRESS,
        "23 décembre 2026",
        "1. Ouvrez la page",
        "2. Saisissez votre matricule",
        "RH",
    ):
        assert said in page


def test_the_code_is_in_no_address() -> None:
    """Neither in the picture, which is the same on each page, nor in a link."""
    reader, _ = letters()
    links = {annotation.get_object()["/A"]["/URI"] for page in reader.pages for annotation in page["/Annots"]}  # type: ignore[attr-defined]  # pypdf's own
    assert links == {ADDRESS}
    assert LETTERS[0].code.replace("-", "") not in reader.pages[0].get_contents().get_data().decode("latin-1")  # type: ignore[union-attr]


def test_it_is_tagged_titled_and_in_french() -> None:
    reader, _ = letters()
    assert reader.metadata is not None and reader.metadata.title == "Votre accès à Binôme"
    assert reader.trailer["/Root"]["/Lang"] == "fr"  # type: ignore[index]
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()  # type: ignore[union-attr]


def test_it_speaks_english_too() -> None:
    _, (page, _) = letters("en")
    assert "Your code" in page and "7K3M-QX9P-2WTD" in page


@pytest.mark.parametrize(
    ("language", "ways"),
    [("fr", ("J’ai un compte professionnel", "Je n’en ai pas")), ("en", ("I have a company account", "I have none"))],
)
def test_a_poster_is_one_page_with_both_ways_in(language: str, ways: tuple[str, str]) -> None:
    address = "https://binome.example.org/fr/campaign/janvier/"
    made = campaign_poster(
        language=language, title="Un mois *pour* #tendre", company="Ateliers Exemple", period="Du 4 au 15 janvier", address=address
    )
    _, pages = read(made)
    assert len(pages) == 1
    for said in ("Un mois *pour* #tendre", "Du 4 au 15 janvier", address, "Ateliers Exemple", *ways):
        assert said in pages[0]
