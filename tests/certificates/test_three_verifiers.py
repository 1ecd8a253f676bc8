"""The published vectors before verifiers we did not write, and one written from the document."""

import copy
import json
from typing import Any

import jsonschema
import pytest
from judges import INTEROP, published, run_judge

UNPROVEN = {"bad_signature", "malformed", "unknown_issuer", "unknown_key"}
PROVEN = {"valid", "suspended", "withdrawn"}


@pytest.mark.parametrize("form", ["qr", "badge"])
def test_the_third_verifier_answers_every_vector_as_published(
    form: str, request: pytest.FixtureRequest
) -> None:
    vectors = request.getfixturevalue(f"{form}_vectors")
    assert run_judge("third/verify.js", vectors) == published(vectors)


def test_the_third_verifier_shares_nothing_with_the_other_two() -> None:
    for path in (INTEROP / "third").glob("*.js"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("import"):
                assert "certificates" not in line
                assert "verifier" not in line


@pytest.fixture(scope="module")
def npm_answers(badge_vectors: dict[str, Any]) -> dict[str, bool]:
    cases = [
        {"name": case["name"], "credential": case["credential"]}
        for case in badge_vectors["cases"]
        if case["sources"] == "today" and "credential" in case
    ]
    keyset = badge_vectors["sources"]["today"]["keyset"]
    told = run_judge(
        "verify_credential.js", {"keyset": keyset, "now": badge_vectors["now"], "cases": cases}
    )
    return {name: one["verified"] for name, one in told.items()}


def test_digital_bazaar_says_yes_to_every_genuine_vector(
    npm_answers: dict[str, bool], badge_vectors: dict[str, Any]
) -> None:
    genuine = {one["name"] for one in badge_vectors["cases"] if one["state"] in PROVEN}
    assert {name for name in genuine & set(npm_answers) if not npm_answers[name]} == set()


def test_digital_bazaar_says_no_to_every_vector_changed_after_signing(
    npm_answers: dict[str, bool], badge_vectors: dict[str, Any]
) -> None:
    changed = {one["name"] for one in badge_vectors["cases"] if one["reason"] in UNPROVEN}
    judged = changed & set(npm_answers)
    assert len(judged) > 30
    assert {name for name in judged if npm_answers[name]} == set()


@pytest.fixture(scope="module")
def genuine_badges(badge_vectors: dict[str, Any]) -> list[dict[str, Any]]:
    return [one["credential"] for one in badge_vectors["cases"] if one["state"] in PROVEN]


def test_open_badges_own_tables_accept_ours(genuine_badges: list[dict[str, Any]]) -> None:
    schema = json.loads((INTEROP / "open_badges_3_0.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft201909Validator(schema)
    assert [list(validator.iter_errors(badge)) for badge in genuine_badges] == [
        [] for _ in genuine_badges
    ]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("credentialStatus",), []),
        (("credentialSubject", "activityEndDate"), "2026-11-20"),
        (("credentialSubject", "achievement", "criteria"), None),
        (("credentialSubject", "identifier", 0, "identityType"), "nickname"),
        (("endorsement", 0, "name"), None),
        (("validFrom",), "2026-11-22"),
    ],
)
def test_the_tables_refuse_what_open_badges_does_not_allow(
    path: tuple[Any, ...], value: object, genuine_badges: list[dict[str, Any]]
) -> None:
    schema = json.loads((INTEROP / "open_badges_3_0.schema.json").read_text(encoding="utf-8"))
    badge = copy.deepcopy(genuine_badges[0])
    node: Any = badge
    for step in path[:-1]:
        node = node[step]
    if value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    assert list(jsonschema.Draft201909Validator(schema).iter_errors(badge))


def test_learncard_reads_ours_as_open_badges(genuine_badges: list[dict[str, Any]]) -> None:
    broken = {**genuine_badges[0], "credentialSubject": {"type": "AchievementSubject"}}
    *judged, refused = run_judge("open_badge_types.js", [*genuine_badges, broken])
    assert judged == [None] * len(genuine_badges)
    assert refused is not None
