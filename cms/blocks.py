"""The blocks a story is made of. Each has a template of its own; none holds a style."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from portal.core import clock

from .figures import headline_figures
from .programmes import Rule, chosen_cards

RICH_TEXT = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "document-link"]


class TextBlock(blocks.RichTextBlock):
    """Running text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(features=RICH_TEXT, **options)

    class Meta:
        template = "cms/blocks/text.html"
        icon = "pilcrow"
        label = _("Texte")


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, quoted with their consent."""

    text = blocks.TextBlock(label=_("Citation"))
    who = blocks.CharBlock(label=_("Prénom et rôle"), max_length=160)

    class Meta:
        template = "cms/blocks/quote.html"
        icon = "openquote"
        label = _("Témoignage")


class PictureBlock(blocks.StructBlock):
    """A picture, with what it shows in words, beside a text."""

    image = ImageBlock(label=_("Image"))
    text = blocks.RichTextBlock(label=_("Texte"), features=RICH_TEXT, required=False)
    caption = blocks.CharBlock(label=_("Légende"), max_length=200, required=False)

    class Meta:
        template = "cms/blocks/picture.html"
        icon = "image"
        label = _("Image et texte")


class SixStepsBlock(blocks.StructBlock):
    """The six steps of somebody who becomes a mentor; their names stand in the template, in both languages."""

    title = blocks.CharBlock(label=_("Titre"), max_length=120)

    class Meta:
        template = "cms/blocks/six_steps.html"
        icon = "list-ol"
        label = _("Les six étapes")


class ProgrammesBlock(blocks.StructBlock):
    """Programme cards, by rule or by hand."""

    title = blocks.CharBlock(label=_("Titre"), max_length=120)
    rule = blocks.ChoiceBlock(label=_("Lesquels"), choices=Rule.choices, default=Rule.MOST_PLACES)
    codes = blocks.ListBlock(
        blocks.CharBlock(label=_("Code du programme"), max_length=60), label=_("Choisis à la main"), default=[]
    )
    number = blocks.IntegerBlock(label=_("Combien"), min_value=1, max_value=12, default=3)

    class Meta:
        template = "cms/blocks/programmes.html"
        icon = "group"
        label = _("Programmes")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the cards of today."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["cards"] = chosen_cards(rule=value["rule"], codes=list(value["codes"]), number=value["number"], on=clock.today())
        return context


class FiguresBlock(blocks.StructBlock):
    """What the newest release says in a few figures; nothing at all before the first one."""

    title = blocks.CharBlock(label=_("Titre"), max_length=120)

    class Meta:
        template = "cms/blocks/figures.html"
        icon = "table"
        label = _("Chiffres publiés")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the published figures."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["headline"] = headline_figures()
        return context


class ActionBlock(blocks.StructBlock):
    """A last word and the way in; on a campaign page it carries the campaign's reference."""

    title = blocks.CharBlock(label=_("Titre"), max_length=120)
    text = blocks.TextBlock(label=_("Texte"), required=False)
    button = blocks.CharBlock(label=_("Bouton"), max_length=60)

    class Meta:
        template = "cms/blocks/action.html"
        icon = "circle-plus"
        label = _("Passer à l’action")


class QuestionBlock(blocks.StructBlock):
    """A question and its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Réponse"), features=["bold", "italic", "link", "ol", "ul"])

    class Meta:
        icon = "help"
        label = _("Question")


class StoryBlock(blocks.StreamBlock):
    """A page's story, in the order its editor gives it."""

    text = TextBlock()
    quote = QuoteBlock()
    picture = PictureBlock()
    six_steps = SixStepsBlock()
    programmes = ProgrammesBlock()
    figures = FiguresBlock()
    action = ActionBlock()


class LessonBlock(blocks.StreamBlock):
    """What there is to read of a training module: texts and pictures."""

    text = TextBlock(template="cms/blocks/lesson_text.html")
    picture = PictureBlock(template="cms/blocks/lesson_picture.html")
