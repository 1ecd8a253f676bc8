"""Room: kiosk. A camera's report on paper: the verdict, the figures, every photo's error with U."""

import io
from datetime import datetime
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from babel.dates import format_date
from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle
from reportlab.platypus.flowables import Flowable

from kiosk.proving.error_plot import ErrorPlot
from kiosk.proving.figures import MeasureFigures
from kiosk.proving.report import CameraReport
from kiosk.sight.wording import remedy
from kiosk.texts import Catalogue, load_catalogue
from scenarios import Pack

FONTS = Path(__file__).parent.parent / "screens" / "fonts"
TEXT, STRONG = "OpenSans-Regular", "OpenSans-Bold"
GO, NO_GO, PERSON, INK, SOFT, LINE = (
    HexColor(code) for code in ("#1d6f5f", "#a33b2a", "#b07a18", "#21242b", "#5d626b", "#c9ccd1")
)
VERDICT_COLOURS: dict[str, Color] = {"go": GO, "person": PERSON, "no_go": NO_GO}
COLUMNS = (44, 13, 20, 17, 17, 16, 18, 33)
UNITS = {"mm": "mm", "deg": "°", "mm/m": "mm/m"}
WIDTH = A4[0] - 32 * mm - 12  # reportlab's frame keeps 6 points free on each side


def render_report(report: CameraReport, pack: Pack, language: str) -> bytes:
    """The report as a PDF in es, en or fr; the same report gives the same bytes."""
    _fonts()
    words = load_catalogue(language)
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=16 * mm,
        rightMargin=16 * mm,
        topMargin=15 * mm,
        bottomMargin=18 * mm,
        title=f"{words.say('report.title')} · {report.camera}",
        author="Acredita",
        invariant=1,
    )
    story: list[Flowable] = [
        *_head(report, pack, words),
        _measures(report, pack, words),
        Spacer(0, 5 * mm),
        *_plots(report, pack, words),
        *_refusals(report, words),
        *_rules(words),
    ]
    foot = _Foot(report, words)
    document.build(story, onFirstPage=foot.draw, onLaterPages=foot.draw)
    return out.getvalue()


class _Foot:
    """Page number and digest under every page."""

    def __init__(self, report: CameraReport, words: Catalogue) -> None:
        self._digest = f"{words.say('report.digest')}: {report.digest}"
        self._words = words

    def draw(self, canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont(TEXT, 6.5)
        canvas.setFillColor(SOFT)
        canvas.drawString(16 * mm, 9 * mm, self._digest)
        page = self._words.say("report.page", page=document.page)
        canvas.drawRightString(A4[0] - 16 * mm, 9 * mm, page)


def _head(report: CameraReport, pack: Pack, words: Catalogue) -> list[Flowable]:
    """Title, verdict, and what was tried."""
    verdict = words.say("report.go" if report.go else "report.no_go")
    banner = Table([[_text(verdict, 13, white, strong=True)]], [WIDTH])
    banner.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), GO if report.go else NO_GO),
                ("LEFTPADDING", (0, 0), (-1, -1), 10),
                ("TOPPADDING", (0, 0), (-1, -1), 6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 9),
            ]
        )
    )
    faults = [_text(f"• {words.say(f'fault.{code}')}", 9.5, NO_GO) for code in report.faults]
    rows = [
        [_text(name, 8.5, SOFT), _text(value, 8.5)] for name, value in _facts(report, pack, words)
    ]
    facts = Table(rows, [38 * mm, WIDTH - 38 * mm])
    facts.setStyle(TableStyle([("TOPPADDING", (0, 0), (-1, -1), 0.5),
                               ("BOTTOMPADDING", (0, 0), (-1, -1), 0.5),
                               ("LEFTPADDING", (0, 0), (-1, -1), 0),
                               ("VALIGN", (0, 0), (-1, -1), "TOP")]))  # fmt: skip
    return [
        _text(words.say("report.title"), 19, strong=True, after=3 * mm),
        banner,
        Spacer(0, 2.5 * mm),
        *faults,
        Spacer(0, 2 * mm),
        facts,
        Spacer(0, 4 * mm),
    ]


def _facts(report: CameraReport, pack: Pack, words: Catalogue) -> list[tuple[str, str]]:
    refused = sum(trial.refused is not None for trial in report.trials)
    bar = words.say("report.not_typed")
    if report.bar_mm is not None:
        bar = f"{words.number(report.bar_mm, 1)} mm"
    width, height = report.image_size_px
    photos = f"{len(report.trials)} ({words.say('report.refused')}: {refused})"
    facts = [
        (words.say("report.scenario"), f"{pack.text('title', words.language)} · {report.scenario} "
                                       f"{report.version}"),
        (words.say("report.camera"), report.camera),
        (words.say("report.place"), report.place or "—"),
        (words.say("report.made"), _day(report.made_at, words)),
        (words.say("report.until"), _day(report.expires_at, words)),
        (words.say("report.size"), f"{width} × {height}"),
        (words.say("report.bar"), bar),
        (words.say("report.photos"), photos),
    ]  # fmt: skip
    if report.held:
        held = ", ".join(
            f"{words.say(f'holding.{name}')}: {words.say(f'holding.{state}')}"
            for name, state in report.held.items()
        )
        facts.append((words.say("report.held"), held))
    return facts


def _measures(report: CameraReport, pack: Pack, words: Catalogue) -> Table:
    """One row a measure."""
    heads = [
        words.say("report.measure"),
        words.say("report.count"),
        words.say("report.error"),
        words.say("report.p95"),
        words.say("report.U"),
        words.say("report.covered"),
        words.say("report.tolerance"),
        words.say("report.verdict"),
    ]
    rows: list[list[Flowable]] = [[_text(head, 7.5, white, strong=True) for head in heads]]
    for measure, figures in report.measures.items():
        rows.append(_row(_title(pack, measure, words), figures, words))
    table = Table(rows, [share * WIDTH / sum(COLUMNS) for share in COLUMNS], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), INK),
                ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 2),
            ]
        )
    )
    return table


def _row(title: str, figures: MeasureFigures, words: Catalogue) -> list[Flowable]:
    unit = UNITS.get(figures.unit, "")

    def size(value: float | None) -> str:
        return "—" if value is None else f"{words.number(value, 1)} {unit}".strip()

    covered = "—" if figures.coverage is None else f"{words.number(100 * figures.coverage, 0)} %"
    verdicts = {
        "go": words.say("report.v_go"),
        "person": words.say("report.v_person"),
        "no_go": words.say("report.v_no_go"),
    }
    why = words.say(f"finding.{figures.reason}")
    verdict = f"<b>{escape(verdicts[figures.verdict])}</b>" + (f"<br/>{escape(why)}" if why else "")
    colour = VERDICT_COLOURS[figures.verdict]
    cells = [
        title, f"{figures.readings}/{figures.readings + figures.missing}",
        size(figures.median_error), size(figures.p95_error), size(figures.median_u), covered,
        f"± {size(figures.tolerance)}",
    ]  # fmt: skip
    return [*(_text(cell, 8) for cell in cells), _text(verdict, 7.5, colour, markup=True)]


def _plots(report: CameraReport, pack: Pack, words: Catalogue) -> list[Flowable]:
    """For each measure the error of each photo, three plots a row."""
    plots = [
        ErrorPlot(_title(pack, measure, words), figures, [
            trial.readings[measure] for trial in report.trials if trial.refused is None
        ], VERDICT_COLOURS[figures.verdict])
        for measure, figures in report.measures.items()
        if figures.readings and figures.unit in UNITS
    ]  # fmt: skip
    if not plots:
        return []
    rows: list[list[object]] = [[*plots[start : start + 3]] for start in range(0, len(plots), 3)]
    rows[-1] += [""] * (3 - len(rows[-1]))
    table = Table(rows, [WIDTH / 3] * 3)
    table.setStyle(TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0),
                               ("BOTTOMPADDING", (0, 0), (-1, -1), 6)]))  # fmt: skip
    return [_text(words.say("report.plot"), 8, SOFT, after=2 * mm), table]


def _refusals(report: CameraReport, words: Catalogue) -> list[Flowable]:
    refused = [trial for trial in report.trials if trial.refused is not None]
    if not refused:
        return []
    lines = [
        _text(f"{trial.photo}: {remedy(trial.refused or '', words.language)}", 8)
        for trial in refused
    ]
    title = _text(words.say("report.refusals"), 10, strong=True, after=1 * mm)
    return [KeepTogether([title, *lines[:3]]), *lines[3:], Spacer(0, 4 * mm)]


def _rules(words: Catalogue) -> list[Flowable]:
    lines = [_text(line, 7.5, SOFT) for line in words.lines("report.rule")]
    title = _text(words.say("report.rules"), 10, strong=True, after=1 * mm)
    return [KeepTogether([title, *lines])]


def _title(pack: Pack, measure: str, words: Catalogue) -> str:
    """The title of the criterion that a measure decides."""
    for criterion in pack.criteria:
        if getattr(criterion, "measure", None) == measure:
            return pack.text(criterion.title, words.language)
    return measure


def _day(at: str, words: Catalogue) -> str:
    return format_date(datetime.fromisoformat(at), "long", locale=words.language)


def _text(
    text: str,
    size: float,
    colour: Color = INK,
    *,
    strong: bool = False,
    markup: bool = False,
    after: float = 0.0,
) -> Paragraph:
    style = ParagraphStyle(
        "text",
        fontName=STRONG if strong else TEXT,
        fontSize=size,
        leading=size * 1.32,
        textColor=colour,
        spaceAfter=after,
    )
    return Paragraph(text if markup else escape(text), style)


@cache
def _fonts() -> None:
    for name in (TEXT, STRONG):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))
    pdfmetrics.registerFontFamily(TEXT, normal=TEXT, bold=STRONG, italic=TEXT, boldItalic=STRONG)
