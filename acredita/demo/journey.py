"""The whole journey, step by step; each step can be repeated, so a cut-off run goes on."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from acredita.demo.inputs import DemoInput, prepare_input
from acredita.demo.judging import (
    ScriptedRating,
    needs_a_person,
    rate_by_picture,
    rate_by_truth,
)
from acredita.demo.kiosk_run import read_attempt, run_kiosk
from acredita.demo.outcome import Outcome, collect, write_summary
from acredita.demo.page import write_page
from acredita.demo.people import Person, Standing
from acredita.demo.plan import DemoPlan, Progress, open_progress, save_progress
from acredita.demo.site import CENTRE_ID, Site, choose_ports
from acredita.errors import DemoError
from scenarios import Pack, load_pack

ARRIVES_WITHIN_S = 90.0
PERSON_WITHIN_S = 7200.0
REASON = "Según las calificaciones, todavía falta práctica en lo que se indica abajo."

Say = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """One demonstration under way."""

    plan: DemoPlan
    pack: Pack
    progress: Progress
    site: Site
    say: Say


def run_demo(plan: DemoPlan, say: Say) -> Outcome:
    """Run the demonstration from where it stands to its end; `say` is told each step.

    Raises DemoError, and the errors of the rooms it uses.
    """
    began = time.monotonic()
    pack = load_pack(plan.scenario)
    progress = open_progress(plan)
    if plan.input_kind == "simulated":
        say(f"The candidate is simulated: code that plays as an {plan.sources[0]}")
    else:
        say("Preparing what the camera sees")
    shown = prepare_input(plan, pack, progress.seed)
    choose_ports(plan.directory, progress)
    run = Run(plan, pack, progress, Site(plan.directory, progress), say)
    try:
        say("Starting the server: intake and web, each its own process")
        run.site.open()
        _register(run)
        _take_the_test(run, shown)
        standing = _judge(run, shown)
        say("Collecting certificate, log, pictures and lists")
        outcome = collect(run.plan, run.pack, run.progress, run.site, shown, standing)
    finally:
        run.site.close()
    outcome = replace(outcome, seconds=time.monotonic() - began)
    write_summary(outcome)
    write_page(outcome, pack, plan.language)
    progress.finished = True
    save_progress(plan.directory, progress)
    return outcome


def _register(run: Run) -> None:
    """The coordinator registers the candidate through the console."""
    progress = run.progress
    if not progress.candidate:
        run.say("Coordinator (script) registers the candidate at the console")
        person = Person(run.site.base_url, progress.logins["coordinator"])
        progress.candidate = person.register_candidate(progress.candidate_name, CENTRE_ID)
        progress.attempt = str(uuid.uuid4())
        save_progress(run.plan.directory, progress)


def _take_the_test(run: Run, shown: DemoInput) -> None:
    """The kiosk runs the test in its own process."""
    run.say(f"Kiosk: {run.pack.text('title', run.plan.language)}")
    run_kiosk(run.plan, run.progress, run.site.kiosk_folder, shown, run.say)


def _judge(run: Run, shown: DemoInput) -> Standing:
    """Assessor and certifying officer act at the console, each under their own log-in."""
    officer = Person(run.site.base_url, run.progress.logins["certifying_officer"])
    attempt = run.progress.attempt
    standing = officer.await_standing(attempt, lambda at: at.state != "unknown", ARRIVES_WITHIN_S)
    standing = officer.await_standing(attempt, lambda at: at.state != "open", ARRIVES_WITHIN_S)
    if standing.state != "sealed":
        raise DemoError(f"The attempt is {standing.state} at the server; see the console.")
    if run.plan.interactive:
        return _people_judge(run, officer)
    ratings = _ratings(run, shown)
    open_criteria = needs_a_person(run.pack, ratings)
    if open_criteria:
        run.say(f"Needs a person: {', '.join(open_criteria)}")
        return standing
    run.say("Assessor (script) rates blind, then sees the AI's scores and confirms")
    Person(run.site.base_url, run.progress.logins["assessor"]).rate(attempt, ratings)
    run.say("Certifying officer (script) decides by the ratings and the pass rule")
    officer.decide(attempt, REASON)
    return officer.await_standing(attempt, lambda at: at.stage == "decided", ARRIVES_WITHIN_S)


def _people_judge(run: Run, officer: Person) -> Standing:
    run.say(f"Open {run.site.base_url}/log-in and judge attempt {run.progress.attempt}:")
    for role in ("assessor", "certifying_officer"):
        login = run.progress.logins[role]
        run.say(f"  {role.replace('_', ' ')}: {login.name}  {login.password}")
    return officer.await_standing(
        run.progress.attempt, lambda at: at.stage == "decided", PERSON_WITHIN_S
    )


def _ratings(run: Run, shown: DemoInput) -> list[ScriptedRating]:
    scores = read_attempt(run.site.kiosk_folder, run.progress.attempt).scores
    if shown.truth is not None:
        return rate_by_truth(run.pack, shown.truth, scores)
    return rate_by_picture(run.pack, scores)
