"""The wallet's certificate: one answer in Python and in the page, and nothing shown unasked."""

import json
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from certificate_world import BASE, KEYS, TODAY, changed
from hypothesis import given
from hypothesis import strategies as st
from test_browser_rule import SCRIPT
from wallet_cases import HOLDER, VECTORS, WALLET, vectors, wallet_world, whole

from certificates import KeyFileError, Keyset, load_keyset, load_status, verify
from certificates.jose import ed25519_jwk, read_jws
from certificates.multikey import from_base64url
from certificates.record import State
from certificates.sd_jwt import build_sd_jwt, choose, disclosed, read_disclosure, read_sd_jwt
from certificates.verifier_page import VERIFIER_FOLDER
from certificates.verify_sd_jwt import read_shown


@pytest.fixture(scope="module")
def world() -> Keyset:
    return wallet_world()


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(VECTORS.read_text(encoding="utf-8"))
    return told


def test_vectors_are_those_of_the_code(published: dict[str, Any]) -> None:
    assert vectors() == published, "run tests/certificates/wallet_cases.py"


def test_python_answers_every_vector_as_published(published: dict[str, Any]) -> None:
    now = datetime.fromisoformat(published["now"])
    known = {}
    for name, source in published["sources"].items():
        document = source["keyset"]
        keyset = load_keyset(json.dumps(document).encode(), published["root"]) if document else None
        blobs = [from_base64url(one) for one in source["lists"]]
        known[name] = keyset, load_status(blobs, keyset) if keyset and blobs else None
    for case in published["cases"]:
        verdict = verify(case["text"], *known[case["sources"]], now)
        assert (verdict.state, verdict.reason) == (case["state"], case["reason"]), case["name"]


@pytest.mark.parametrize("suite", ["webcrypto", "noble"])
def test_page_answers_every_vector_as_published(
    suite: str, published: dict[str, Any], tmp_path: Path
) -> None:
    node = shutil.which("node")
    assert node, "node is missing; install it (Debian: apt install nodejs)."
    shutil.copytree(VERIFIER_FOLDER, tmp_path, dirs_exist_ok=True)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    made = subprocess.run(
        [node, SCRIPT, tmp_path],
        input=json.dumps(published),
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    wanted = {case["name"]: [case["state"], case["reason"]] for case in published["cases"]}
    assert json.loads(made.stdout)[suite] == wanted


def test_name_and_competency_are_shown_without_birth_date_or_centre(world: Keyset) -> None:
    text = choose(whole(world), ("name", "competency"))
    claims = read_shown(text, world).claims
    assert claims["name"] == "María José Hernández Pérez"
    assert claims["competency"] == "Montaje de mesa"
    assert not {"birthdate", "centre", "level", "certificate_id"} & set(claims)
    plain = b"".join(from_base64url(part) for part in text.split("~")[0].split(".")[:2])
    plain += b"".join(from_base64url(one) for one in read_sd_jwt(text).disclosures)
    assert b"1990" not in plain
    assert b"sv-zac" not in plain
    assert b"Zacatecoluca" not in plain
    entry = world.by_kid[read_jws(text.split("~")[0]).header["kid"]]
    assert entry.centre is None  # not even the key tells


def test_results_are_shown_only_when_chosen(world: Keyset) -> None:
    assert read_shown(choose(whole(world), ("name",)), world).claims["results"] == []
    results = read_shown(choose(whole(world), ("name", "results")), world).claims["results"]
    assert results[0] == {
        "criterion": "plate_edge_mm",
        "label": "Plato al borde de la mesa",
        "value": "19.6 ± 0.5 mm",
        "rating": "Bien",
    }


def test_salts_differ_for_every_claim_certificate_and_holder(world: Keyset) -> None:
    holder = ed25519_jwk(HOLDER.public_key)
    told = [
        build_sd_jwt(record, WALLET, world, now=TODAY, holder=one)
        for record in (changed(), changed(id="0000-0000-0000-0001"))
        for one in (holder, None)
    ]
    salts = [read_disclosure(one)[0] for text in told for one in read_sd_jwt(text).disclosures]
    assert len(set(salts)) == len(salts)
    assert all(len(from_base64url(salt)) == 16 for salt in salts)


def test_only_a_wallet_key_in_force_signs(world: Keyset) -> None:
    with pytest.raises(KeyFileError, match="no wallet key"):
        build_sd_jwt(changed(), KEYS["issuing"], world, now=TODAY)
    with pytest.raises(KeyFileError, match="renew it"):
        build_sd_jwt(changed(), WALLET, world, now=datetime.fromisoformat("2028-01-01T00:00:00Z"))


@given(text=st.text(max_size=400))
def test_any_text_gets_one_answer(text: str) -> None:
    assert verify(f"{text}~", None).state in (State.NOT_A_CERTIFICATE, State.NOT_CHECKED)


@given(at=st.integers(0, 3000), letter=st.characters(codec="ascii"))
def test_no_changed_letter_is_believed(at: int, letter: str) -> None:
    world, good = _WORLD, _GOOD
    at %= len(good)
    if good[at] == letter or good[at] == "~" or letter == "~":
        return
    changed_text = good[:at] + letter + good[at + 1 :]
    verdict = verify(changed_text.strip(), world, None, TODAY)
    assert verdict.state in (State.FORGED, State.NOT_A_CERTIFICATE, State.UNKNOWN_ISSUER)


_WORLD = wallet_world()
_GOOD = whole(_WORLD)


def test_the_type_is_an_address_of_the_issuer(world: Keyset) -> None:
    assert disclosed(read_sd_jwt(whole(world)))["vct"] == f"{BASE}/vct/competence"
