"""A release as slides: a sentence, a native chart on released values, and what it does not prove. Its data can be edited as any."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.metrics.models import Release
from portal.ui.figures import Section
from portal.web.company.figure_words import quarter_name
from portal.web.company.released import headlines, sections

from .tidy import Tidy, tidy, unit_of

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

TITLE_ONLY = 5
BRAND, FAINT = "0B5D57", "E4DCCD"


def slides_of(release: Release) -> bytes:
    """Return the presentation of a release (figures and cells loaded)."""
    from pptx import Presentation as new  # noqa: PLC0415  loads with the first presentation, not at start-up
    from pptx.util import Inches  # noqa: PLC0415  as above

    deck, out = new(), BytesIO()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    deck.core_properties.title = quarter_name(release)
    deck.core_properties.author = ""
    _cover(deck, release)
    rows = tidy(release)
    for section in sections(release):
        if section.is_drawn:
            _slide(deck, section, [row for row in rows if row.figure == section.code])
    deck.save(out)
    return out.getvalue()


def _cover(deck: "Presentation", release: Release) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    slide.shapes.title.text = quarter_name(release)
    lines = [f"{row.label} : {row.text}" for row in headlines(release)]
    lines.append(_("Groupes d’au moins %(k)d personnes. Ce qui manque n’est pas montré, faute de personnes.") % {"k": release.k})
    _text(slide, lines, top=1.8, size=22)


def _slide(deck: "Presentation", section: Section, rows: list[Tidy]) -> None:
    from pptx.util import Pt  # noqa: PLC0415  loads with the first presentation, not at start-up

    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    slide.shapes.title.text = section.finding
    slide.shapes.title.text_frame.paragraphs[0].font.size = Pt(26)
    parts = [row for row in rows if row.cell] or rows
    if any(row.value is not None for row in parts):
        _chart(slide, section, parts)
    else:
        _text(slide, [_named(row, section) for row in parts], top=1.8, size=22)
    _text(slide, [section.caveat], top=6.35, size=13)


def _chart(slide: "Slide", section: Section, parts: list[Tidy]) -> None:
    from pptx.chart.data import CategoryChartData  # noqa: PLC0415  loads with the first presentation, not at start-up
    from pptx.enum.chart import XL_CHART_TYPE  # noqa: PLC0415  as above
    from pptx.util import Inches  # noqa: PLC0415  as above

    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]  # python-pptx is not annotated there
    data.categories = [_named(row, section) for row in parts]
    data.add_series(section.title, [row.value for row in parts])
    frame: Any = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Inches(0.6), Inches(1.6), Inches(12.1), Inches(4.6), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", section.finding)
    frame.chart.has_legend = False
    frame.chart.has_title = False
    _axes(frame.chart, section)


def _named(row: Tidy, section: Section) -> str:
    """Return the name of a bar; of one that is not there, how large it roughly is or that it is not shown."""
    instead = "" if row.value is not None else f" ({row.band or _('non montré')})"
    return (row.label or section.title) + instead


def _axes(chart: Any, section: Section) -> None:
    """Name what bars measure, in the colour of the house, on faint lines; a scale begins at nothing where no value is below."""
    from pptx.dml.color import RGBColor  # noqa: PLC0415  loads with the first presentation, not at start-up
    from pptx.util import Pt  # noqa: PLC0415  as above

    colour: Any = RGBColor
    plot, values, names = chart.plots[0], chart.value_axis, chart.category_axis
    plot.gap_width, plot.has_data_labels = 60, True
    plot.data_labels.font.size = Pt(14)
    fill = plot.series[0].format.fill
    fill.solid()
    fill.fore_color.rgb = colour(*bytes.fromhex(BRAND))
    names.reverse_order, names.tick_labels.font.size = True, Pt(14)
    names.format.line.color.rgb = values.major_gridlines.format.line.color.rgb = colour(*bytes.fromhex(FAINT))
    values.has_title, values.tick_labels.font.size = True, Pt(12)
    values.axis_title.text_frame.text = unit_of(section)
    values.axis_title.text_frame.paragraphs[0].font.size = Pt(12)
    if section.form != "dots":
        values.minimum_scale = 0


def _text(slide: "Slide", lines: list[str], *, top: float, size: int) -> None:
    from pptx.util import Inches, Pt  # noqa: PLC0415  loads with the first presentation, not at start-up

    box: Any = slide.shapes.add_textbox(Inches(0.6), Inches(top), Inches(12.1), Inches(1))
    box.text_frame.word_wrap = True
    for place, line in enumerate(lines):
        paragraph = box.text_frame.paragraphs[0] if not place else box.text_frame.add_paragraph()
        paragraph.text = line
        paragraph.font.size = Pt(size)
