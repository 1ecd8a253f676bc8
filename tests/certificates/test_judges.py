"""Independent judges: other people's libraries say yes to the good and no to the forged."""

import copy
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cwt
import pytest
from certificate_world import KEYS, RECORD, build_world, changed, publish
from judges import run_judge
from msgspec.structs import replace

from certificates import Issued, Keyset, build_keyset, issue, load_keyset, next_content
from certificates.data_integrity import proof_holds
from certificates.multikey import from_multibase

W3C = Path(__file__).parents[3] / "shared" / "vectors" / "vc-di-eddsa"


@pytest.fixture(scope="session")
def today_world() -> tuple[Keyset, Issued]:
    """A certificate in force on the real clock, which python-cwt looks at."""
    now = datetime.now(UTC)
    year = {
        "valid_from": (now - timedelta(days=1)).isoformat(),
        "valid_until": (now + timedelta(days=365)).isoformat(),
    }
    world = build_world()
    content = next_content(world, issued_at=now, valid_until=now + timedelta(days=90))
    keys = [replace(entry, **year) for entry in world.keys]
    keyset = load_keyset(build_keyset(KEYS["root"], replace(content, keys=keys)))
    record = changed(
        issued_at=(now - timedelta(hours=1)).isoformat(),
        expires_at=(now + timedelta(days=1000)).isoformat(),
        assessed_on="",
    )
    return keyset, issue(record, KEYS["issuing"], keyset, KEYS["chamber"])


def jwks(keyset: Keyset) -> list[Any]:
    return [cwt.COSEKey.from_jwk(jwk) for jwk in json.loads(keyset.raw)["keys"]]


def test_python_cwt_verifies_the_qr_against_the_keyset(today_world: tuple[Keyset, Issued]) -> None:
    keyset, issued = today_world
    claims = cwt.decode(issued.cose, jwks(keyset))
    assert isinstance(claims, dict)
    assert claims[1] == RECORD.organisation
    assert claims[-65537][0] == RECORD.holder_name
    assert claims[65535] == {0: [RECORD.status_list, RECORD.status_index]}


def test_python_cwt_refuses_every_flipped_byte(today_world: tuple[Keyset, Issued]) -> None:
    keyset, issued = today_world
    keys = jwks(keyset)
    for at in range(len(issued.cose)):
        forged = issued.cose[:at] + bytes([issued.cose[at] ^ 1]) + issued.cose[at + 1 :]
        with pytest.raises((cwt.CWTError, ValueError, TypeError)):
            cwt.decode(forged, keys)


def test_python_cwt_verifies_the_status_list(today_world: tuple[Keyset, Issued]) -> None:
    keyset, _ = today_world
    claims = cwt.decode(publish(keyset, datetime.now(UTC)).token, jwks(keyset))
    assert isinstance(claims, dict)
    assert claims[65533]["bits"] == 2


@pytest.fixture(scope="session")
def npm_verdicts(keyset: Keyset, issued: Issued) -> dict[str, Any]:
    """What @digitalbazaar/vc says of our badge, its endorsement, and every change of a value."""
    lists = publish(keyset)
    published = [lists.revocation, lists.suspension]
    cases: list[dict[str, Any]] = [
        {"name": "good", "credential": issued.credential, "lists": published},
        {"name": "endorsement", "credential": issued.credential["endorsement"][0]},
        {"name": "list", "credential": lists.revocation},
        *(
            {"name": f"changed {name}", "credential": changed_badge(issued.credential, path)}
            for name, path in CHANGES.items()
        ),
        *(
            {
                "name": name,
                "credential": issue(
                    changed(status_index=place), KEYS["issuing"], keyset
                ).credential,
                "lists": published,
            }
            for name, place in (("suspended", 5), ("withdrawn", 6))
        ),
    ]
    verdicts: dict[str, Any] = run_judge(
        "verify_credential.js",
        {"keyset": json.loads(keyset.raw), "now": "2026-11-23T00:00:00Z", "cases": cases},
    )
    return verdicts


CHANGES: dict[str, tuple[Any, ...]] = {
    "holder": ("credentialSubject", "identifier", 0, "identityHash"),
    "competency": ("name",),
    "expiry": ("validUntil",),
    "result": ("credentialSubject", "result", 1, "value"),
    "status place": ("credentialStatus", "statusListIndex"),
    "evidence": ("evidence", 0, "id"),
    "issuer's name": ("issuer", "name"),
    "endorsement": ("endorsement", 0, "credentialSubject", "id"),
}


def changed_badge(credential: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    badge = copy.deepcopy(credential)
    node: Any = badge
    for step in path[:-1]:
        node = node[step]
    value = node[path[-1]]
    node[path[-1]] = value.replace("2029", "2039") if path == ("validUntil",) else f"{value}1"
    return badge


@pytest.mark.parametrize("name", ["good", "endorsement", "list"])
def test_digital_bazaar_verifies_ours(name: str, npm_verdicts: dict[str, Any]) -> None:
    assert npm_verdicts[name]["verified"], npm_verdicts[name]


@pytest.mark.parametrize("name", CHANGES)
def test_digital_bazaar_refuses_a_changed_one(name: str, npm_verdicts: dict[str, Any]) -> None:
    assert not npm_verdicts[f"changed {name}"]["verified"]


@pytest.mark.parametrize(
    ("name", "refused"), [("good", False), ("suspended", True), ("withdrawn", True)]
)
def test_digital_bazaar_reads_the_status_as_we_do(
    name: str, refused: bool, npm_verdicts: dict[str, Any]
) -> None:
    assert npm_verdicts[name]["suspension"] is refused


def test_official_vectors_of_both_cryptosuites_hold() -> None:
    """W3C's own, where they lie beside the checkout; always the one of ours they were made like."""
    for suite, name in (
        ("eddsa-rdfc-2022", "signedDataInt.json"),
        ("eddsa-jcs-2022", "signedJCS.json"),
    ):
        path = W3C / suite / name
        if not path.exists():
            continue
        document = json.loads(path.read_text(encoding="utf-8"))
        key = json.loads((W3C / "keyPair.json").read_text(encoding="utf-8"))
        public_key = from_multibase(key["publicKeyMultibase"])
        assert proof_holds(document, public_key, suite, example_loader)
        document["name"] += "!"
        assert not proof_holds(document, public_key, suite, example_loader)
    world = json.loads(build_world().raw)
    assert proof_holds(world, KEYS["root"].public_key, "eddsa-jcs-2022")


def example_loader(url: str, options: object) -> dict[str, Any]:
    """W3C's vectors use its examples context: one vocabulary, nothing else."""
    from certificates.contexts import load_document

    if url != "https://www.w3.org/ns/credentials/examples/v2":
        return load_document(url, options)
    vocabulary = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
    return {"contextUrl": None, "documentUrl": url, "document": vocabulary}
