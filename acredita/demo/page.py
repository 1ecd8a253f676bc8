"""index.html of a demonstration: the whole journey on one page, with its pictures."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from acredita.commands.files import write_whole
from acredita.demo.outcome import Measured, Outcome
from scenarios import Pack

TEMPLATES = Path(__file__).parent / "templates"


def write_page(outcome: Outcome, pack: Pack, language: str) -> None:
    """Write index.html beside the files it shows."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(), trim_blocks=True
    )
    criteria = {criterion.id: criterion for criterion in pack.criteria}
    html = environment.get_template("index.html").render(
        outcome=outcome,
        title=pack.text("title", language),
        language=language,
        rows=[
            (pack.text(criteria[item.criterion].title, language), item, figure(item))
            for item in outcome.measured
        ],
    )
    write_whole(outcome.directory / "index.html", html.encode())


def figure(item: Measured) -> str:
    """A value with its uncertainty as people read it."""
    score = item.score
    if score.value is None:
        return "–"
    if not score.U:
        return f"{score.value:g} {score.unit}"
    return f"{score.value:.1f} ± {score.U:.1f} {score.unit}"
