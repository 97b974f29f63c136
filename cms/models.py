"""The pages editors write. They point at the domain (a campaign, the catalogue); the domain never knows a page."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from portal.core import clock
from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.engagement.models import TrainingModule
from portal.programmes import queries as programmes
from portal.programmes.enums import CampaignCount
from portal.programmes.models import Campaign
from portal.ui.campaign_counts import count

from . import directory
from .blocks import LessonBlock, QuestionBlock, StoryBlock
from .shell import alternates, site_menu
from .visitors import may_be_kept

PageT = TypeVar("PageT", bound=type[models.Model])


def written_by_editors(model: PageT) -> PageT:
    """Declare a page: it knows who wrote it, and may quote people who agreed to it."""
    personal = ("owner", "locked_by", "body")
    return personal_data(
        subject="editors; people quoted in a story, who agreed to it",
        purpose="to publish campaigns, and to know who wrote what",
        basis=Basis.LEGITIMATE_INTEREST,
        controller=Controller.COMPANY,
        seen_by=("anyone, for what is published", "editors, for who wrote it"),
        retention="as long as the page; somebody quoted may withdraw at any time",
        erase=Erase.ANONYMISE,
        personal=personal,
        not_personal=tuple(f.name for f in model._meta.concrete_fields if f.name not in {*personal, "id"}),
    )(model)


class ContentPage(Page):
    """What every page has: a headline, an introduction and a story."""

    headline = models.CharField(_("accroche"), max_length=160, blank=True, help_text=_("Le grand titre ; sans elle, le titre."))
    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(StoryBlock(), blank=True, verbose_name=_("histoire"))

    content_panels = [*Page.content_panels, FieldPanel("headline"), FieldPanel("introduction"), FieldPanel("body")]
    subpage_types: list[str] = []
    calls_to_a_campaign = False

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the site's menu, the same page in other languages, and the campaign whose reference the links carry."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        shell = {"site_menu": site_menu(request), "alternates": alternates(self, request), "today": clock.today()}
        return context | shell | {"campaign": self.campaign_shown}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count a look at a page that calls to a campaign, then show it (a preview comes another way and is not counted)."""
        campaign = self.campaign_shown if self.calls_to_a_campaign else None
        if campaign:
            count(request, campaign, CampaignCount.SEEN)
        return may_be_kept(super().serve(request, *args, **kwargs), campaign=campaign)

    @cached_property
    def campaign_shown(self) -> Campaign | None:
        """The campaign this page speaks for: for most pages, the one that runs today."""
        today = clock.today()
        return next((campaign for campaign in programmes.campaigns() if campaign.runs_on(today)), None)


@written_by_editors
class HomePage(ContentPage):
    """The first page, one a language."""

    parent_page_types = ["wagtailcore.Page"]
    calls_to_a_campaign = True
    subpage_types = ["cms.CampaignPage", "cms.ProgrammeDirectoryPage", "cms.StandardPage", "cms.FaqPage", "cms.TrainingPage"]

    class Meta:
        verbose_name = _("page d’accueil")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the page of the campaign that runs, if it has one."""
        context = super().get_context(request, *args, **kwargs)
        campaign = context["campaign"]
        page = campaign and CampaignPage.objects.live().filter(campaign=campaign, locale=self.locale).first()
        return context | {"campaign_url": page.get_url(request) if page else None}


@written_by_editors
class CampaignPage(ContentPage):
    """A campaign's story. Its links carry the campaign's reference, which the application keeps."""

    campaign = models.ForeignKey(Campaign, verbose_name=_("campagne"), on_delete=models.PROTECT, related_name="+")
    closing_message = models.TextField(
        _("message de clôture"), blank=True, help_text=_("Montré à la place de l’appel, une fois la campagne finie.")
    )

    content_panels = [
        *ContentPage.content_panels[:1],
        FieldPanel("campaign"),
        *ContentPage.content_panels[1:],
        FieldPanel("closing_message"),
    ]
    parent_page_types = ["cms.HomePage"]
    calls_to_a_campaign = True

    class Meta:
        verbose_name = _("page de campagne")

    @cached_property
    def campaign_shown(self) -> Campaign:
        """This page's own campaign."""
        mine: Campaign = self.campaign
        return mine


@written_by_editors
class ProgrammeDirectoryPage(ContentPage):
    """Every programme of the catalogue, with filters."""

    parent_page_types = ["cms.HomePage"]

    class Meta:
        verbose_name = _("répertoire des programmes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the programmes that fit the filters of the address."""
        return super().get_context(request, *args, **kwargs) | directory.listing(request)


@written_by_editors
class StandardPage(ContentPage):
    """A page of text."""

    class Statement(models.TextChoices):
        """A statement that every page's foot leads to."""

        ACCESSIBILITY = "accessibility", _("Accessibilité")
        PRIVACY = "privacy", _("Vos données")

    statement = models.CharField(
        _("déclaration"),
        max_length=20,
        blank=True,
        choices=Statement.choices,
        help_text=_("Cette page remplace la déclaration fournie avec le portail."),
    )

    content_panels = [*ContentPage.content_panels, FieldPanel("statement")]
    parent_page_types = ["cms.HomePage"]

    class Meta:
        verbose_name = _("page de texte")


@written_by_editors
class FaqPage(ContentPage):
    """Questions and answers."""

    questions = StreamField([("question", QuestionBlock())], blank=True, verbose_name=_("questions"))

    content_panels = [*ContentPage.content_panels, FieldPanel("questions")]
    parent_page_types = ["cms.HomePage"]

    class Meta:
        verbose_name = _("questions fréquentes")


class TrainingPageForm(WagtailAdminPageForm):
    """The form of a module's page: modules are told apart by their association."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        modules = TrainingModule.objects.select_related("association").order_by("association__name", "title")
        self.fields["module"].queryset = modules
        self.fields["module"].label_from_instance = lambda module: f"{module.association.name}, {module.title}"


@written_by_editors
class TrainingPage(Page):
    """What there is to read of a training module, a page a language. It is read in the portal, by those the association welcomes
    and by its team; here it has no address of its own.
    """

    module = models.ForeignKey(
        TrainingModule,
        verbose_name=_("module"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text=_("Celui d’une association, qui le propose à ses mentors. Une page par module et par langue."),
    )
    introduction = models.TextField(_("introduction"), blank=True, max_length=600)
    body = StreamField(LessonBlock(), blank=True, verbose_name=_("contenu"))

    content_panels = [*Page.content_panels, FieldPanel("module"), FieldPanel("introduction"), FieldPanel("body")]
    promote_panels = [FieldPanel("slug")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    base_form_class = TrainingPageForm

    class Meta:
        verbose_name = _("contenu d’un module de formation")

    def clean(self) -> None:
        """Refuse a second page of the same module in the same language."""
        super().clean()
        others = TrainingPage.objects.filter(module=self.module_id, locale=self.locale_id).exclude(pk=self.pk)
        if self.module_id and others.exists():
            raise ValidationError({"module": _("Ce module a déjà sa page dans cette langue. Modifiez celle-là.")})

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send whoever comes by the page's address to the portal, which says who may read it."""
        if self.module_id is None:
            raise Http404
        return redirect("me:training-module", self.module_id)

    def whole_body(self) -> SafeString:
        """Return the body as it is shown."""
        return SafeString(self.body.render_as_block())
