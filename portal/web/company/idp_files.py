"""The files of a SAML provider as they are given: its metadata, its next certificate."""

import base64
import binascii
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LARGEST = 256 * 1024
LARGEST_CERTIFICATE = 16 * 1024


class DocumentForm(forms.Form):
    """New metadata of a provider: a file; once it has been looked at, the document itself."""

    file = forms.FileField(
        label=gettext_lazy("Fichier de métadonnées"),
        required=False,
        error_messages={"required": gettext_lazy("Donnez un fichier de métadonnées.")},
    )
    document = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = "url" not in self.fields and not self.data.get("document")

    def clean_file(self) -> bytes | None:
        """Return what the file holds; one that is too large is not read."""
        uploaded = self.cleaned_data["file"]
        if uploaded is None:
            return None
        if uploaded.size > LARGEST:
            raise forms.ValidationError(_("Ce fichier dépasse 256 Kio."))
        content: bytes = uploaded.read()
        return content

    def clean_document(self) -> bytes | None:
        """Return the document that was looked at."""
        try:
            return base64.b64decode(self.cleaned_data["document"], validate=True) or None
        except (binascii.Error, ValueError) as error:
            raise forms.ValidationError(_("Donnez le fichier de nouveau.")) from error

    def clean(self) -> dict[str, Any]:
        """Ask for one source, and only one."""
        given = [name for name in ("document", "file", "url") if self.cleaned_data.get(name)]
        if not given and not self.errors:
            self.add_error("file", _("Donnez un fichier de métadonnées, ou leur adresse."))
        elif given == ["file", "url"]:
            self.add_error("url", _("Donnez le fichier ou l’adresse, pas les deux."))
        return self.cleaned_data

    @property
    def content(self) -> bytes | None:
        """The document given; None when it is to be read at the address."""
        return self.cleaned_data.get("document") or self.cleaned_data.get("file")


class CertificateForm(forms.Form):
    """The new certificate of a provider, before it signs with it."""

    certificate = forms.FileField(label=gettext_lazy("Certificat, en PEM ou DER"))

    def clean_certificate(self) -> bytes:
        """Return what the file holds; one that is too large is not read."""
        uploaded = self.cleaned_data["certificate"]
        if uploaded.size > LARGEST_CERTIFICATE:
            raise forms.ValidationError(_("Ce fichier dépasse 16 Kio\u00a0: ce n’est pas un certificat seul."))
        content: bytes = uploaded.read()
        return content
