"""What a demonstration leaves in its folder, gathered from where each part of it lives."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from acredita.commands.files import write_json, write_whole
from acredita.demo.inputs import DemoInput
from acredita.demo.kiosk_run import read_attempt
from acredita.demo.people import Person, Standing, fetch_public
from acredita.demo.plan import DemoPlan, Progress
from acredita.demo.site import Site
from certificates import Verdict, load_keyset, load_status, verify_input
from scenarios import AIScore, Measurement, Pack

DECISIONS = {"competent": "competent", "not_yet_competent": "not yet competent"}
NEEDS_A_PERSON = "needs a person"
CERTIFICATE_FILES = ("certificate.json", "certificate.pdf", "qr.png")


@dataclass(frozen=True)
class Measured:
    """One criterion: what the AI proposed, and the truth where the clip's maker knows it."""

    criterion: str
    score: AIScore
    truth: float | None

    @property
    def covered(self) -> bool | None:
        """Whether value ± U holds the truth; None when either is unknown."""
        if self.truth is None or self.score.value is None or self.score.U is None:
            return None
        return abs(self.score.value - self.truth) <= self.score.U


@dataclass(frozen=True)
class Outcome:
    """How the demonstration ended. `verdict` is the employer's check, None without certificate."""

    directory: Path
    input_kind: str
    judged_by: str
    measured: Sequence[Measured]
    decision: str
    verdict: Verdict | None
    pictures: Mapping[str, str]
    base_url: str
    candidate: str
    attempt: str
    seconds: float = 0.0


def collect(
    plan: DemoPlan,
    pack: Pack,
    progress: Progress,
    site: Site,
    shown: DemoInput,
    standing: Standing,
) -> Outcome:
    """Write attempt.json, evidence/, keyset, lists and, where issued, the certificate's files."""
    officer = Person(site.base_url, progress.logins["certifying_officer"])
    attempt = read_attempt(site.kiosk_folder, progress.attempt)
    log = (
        msgspec.json.decode(officer.fetch(f"/api/attempts/{progress.attempt}/log"))
        if standing.stage == "decided"
        else attempt.log
    )
    write_json(plan.directory / "attempt.json", log)
    pictures = _copy_evidence(plan.directory, attempt.evidence, site.kiosk_folder)
    for path, name in (("/keyset.json", "keyset.json"), ("/status/1.json", "status-list.json")):
        write_whole(plan.directory / name, fetch_public(site.base_url, path))
    verdict = None
    if standing.certificate is not None:
        for name in CERTIFICATE_FILES:
            content = officer.fetch(f"/certificates/{standing.certificate}/{name}")
            write_whole(plan.directory / name, content)
        verdict = check_as_employer(plan.directory)
    return Outcome(
        directory=plan.directory,
        input_kind=plan.input_kind,
        judged_by=_judged_by(plan, shown, standing),
        measured=_compare(pack, attempt.scores, shown.truth),
        decision=DECISIONS.get(standing.decision or "", NEEDS_A_PERSON),
        verdict=verdict,
        pictures=pictures,
        base_url=site.base_url,
        candidate=progress.candidate,
        attempt=progress.attempt,
    )


def check_as_employer(directory: Path) -> Verdict:
    """Check the QR picture offline, with nothing but the keyset and the status list."""
    keyset = load_keyset((directory / "keyset.json").read_bytes())
    lists = load_status([(directory / "status-list.json").read_bytes()], keyset)
    return verify_input(str(directory / "qr.png"), keyset, lists)


def write_summary(outcome: Outcome) -> None:
    """Write summary.json: what a program wants to know of the demonstration."""
    verdict = outcome.verdict
    write_json(
        outcome.directory / "summary.json",
        {
            "input": outcome.input_kind,
            "judged_by": outcome.judged_by,
            "candidate": outcome.candidate,
            "attempt": outcome.attempt,
            "ai_scores": {
                item.criterion: {
                    "value": item.score.value,
                    "U": item.score.U,
                    "unit": item.score.unit,
                    "band": item.score.band,
                    "indeterminate": item.score.indeterminate,
                    "reason": item.score.reason,
                    "truth": item.truth,
                    "truth_within_U": item.covered,
                }
                for item in outcome.measured
            },
            "decision": outcome.decision,
            "certificate_state": verdict.state.value if verdict else None,
            "certificate_reason": verdict.reason if verdict else None,
            "certificate_id": verdict.certificate_id if verdict else None,
            "seconds": round(outcome.seconds, 1),
        },
    )


def _copy_evidence(
    directory: Path, evidence: Sequence[tuple[str, str, str]], kiosk_folder: Path
) -> dict[str, str]:
    """Copy the attempt's evidence under readable names; return role and number → file name."""
    names: dict[str, str] = {}
    (directory / "evidence").mkdir(exist_ok=True)
    for digest, role, media_type in evidence:
        number = sum(name.startswith(role) for name in names) + 1
        suffix = {"image/jpeg": ".jpg", "image/png": ".png", "video/webm": ".webm"}[media_type]
        name = f"{role}-{number}{suffix}"
        shutil.copyfile(kiosk_folder / "evidence" / digest, directory / "evidence" / name)
        names[f"{role}-{number}"] = f"evidence/{name}"
    return names


def _compare(
    pack: Pack, scores: Sequence[AIScore], truth: Mapping[str, float] | None
) -> list[Measured]:
    measures = {
        criterion.id: criterion.measure
        for criterion in pack.criteria
        if isinstance(criterion, Measurement)
    }
    known = truth or {}
    return [
        Measured(score.criterion, score, known.get(measures.get(score.criterion, "")))
        for score in scores
    ]


def _judged_by(plan: DemoPlan, shown: DemoInput, standing: Standing) -> str:
    if plan.interactive:
        return "people at the console"
    if standing.stage != "decided":
        return "nobody: it needs a person"
    if plan.input_kind == "simulated":
        return "scripts, by what the simulated candidate did"
    if shown.truth is not None:
        return "scripts, by the clip's known truth"
    return "nobody: scripts confirmed what the picture shows"
