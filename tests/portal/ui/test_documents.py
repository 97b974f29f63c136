"""PDF documents: tagged, titled, in the reader's language; words are data, never markup."""

from datetime import date
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from portal.ui.documents import certificate

FACTS: dict[str, Any] = {
    "holder": 'Amina *Kaci* #eval("1")',
    "association": "Grandir Ensemble 69",
    "programme": "Cap sur la seconde",
    "minutes": 1950,
    "sessions": 26,
    "introduced_on": date(2025, 1, 12),
    "closed_on": date(2025, 10, 4),
    "issued_on": date(2025, 10, 4),
    "check_url": "https://binome.example.org/fr/certificate/0b5d57aa/",
}


def read(language: str) -> tuple[PdfReader, str]:
    document = PdfReader(BytesIO(certificate(language=language, **FACTS)))
    return document, document.pages[0].extract_text().replace("\u00a0", " ")


def test_a_certificate_is_tagged_and_says_hours_and_dates() -> None:
    document, text = read("fr")
    root = document.trailer["/Root"]
    assert isinstance(root, DictionaryObject)
    assert document.metadata is not None
    assert document.metadata.title == "Attestation d’engagement"
    assert str(root["/Lang"]) == "fr"
    assert "'/Marked': True" in str(root["/MarkInfo"])
    assert "/StructTreeRoot" in root
    assert b"pdfuaid" in document.xmp_metadata.stream.get_data()  # type: ignore[union-attr]  # PDF/UA has it
    for said in ("32 h 30", "26 séances", "du 12 janvier au 4 octobre 2025", "Grandir Ensemble 69"):
        assert said in text


def test_words_are_data_and_never_run() -> None:
    assert 'Amina *Kaci* #eval("1")' in read("fr")[1]


def test_it_speaks_english_too() -> None:
    document, text = read("en")
    assert document.trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]  # pypdf's own dictionary
    assert "Certificate of engagement" in text
