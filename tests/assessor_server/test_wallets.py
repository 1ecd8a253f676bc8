"""Wallets: an independent one takes and shows a certificate; bad input gets one clear error."""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import uvicorn
from httpx import Response
from office_support import BASE_URL, Browser, Office

from assessor_server.wallet_passes import REQUEST, hashed
from assessor_server.wallet_requests import REQUESTS
from assessor_server.wallets import CREDENTIALS, FAILURES, TRIES
from certificates import SigningKey, load_keyset, load_status, verify
from certificates.jose import ed25519_jwk, read_jws, sign_jws
from certificates.sd_jwt import disclosed, read_sd_jwt
from certificates.wallet_issuing import BADGE, PRE_AUTHORIZED, SD_JWT
from tests.certificates.judges import run_judge

HOLDER = SigningKey(bytes([77]) * 32)


@pytest.fixture
def number(office: Office) -> str:
    """A certificate's number."""
    attempt = office.attempt()
    office.browser("ana").rate_fully(attempt)
    return office.browser("oscar").decide(attempt).headers["location"].rpartition("/")[2]


@contextmanager
def reached(office: Office) -> Iterator[str]:
    """The office's server on a real port."""
    config = uvicorn.Config(office.app, host="127.0.0.1", port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def offered(office: Office, number: str) -> tuple[str, str]:
    """The code in the offer's link, and the one that is told; as the counter's page shows them."""
    page = office.browser("oscar").send(
        f"/certificates/{number}", f"/certificates/{number}/offer", {}
    )
    assert page.status_code == 200, page.text
    told = re.search(r'class="big code">(\d{3}) (\d{3})<', page.text)
    assert told is not None
    return page.text, "".join(told.groups())


@pytest.fixture
def link(office: Office, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the QR codes on pages say: they are drawn, so the test reads what was to be drawn."""
    links: list[str] = []

    def keep(text: str) -> tuple[int, str]:
        links.append(text)
        return 1, ""

    monkeypatch.setattr("assessor_server.web.routes.certificates.qr_path", keep)
    monkeypatch.setattr("assessor_server.web.routes.asking.qr_path", keep)
    assert office
    return links


def code_of(offer: str) -> str:
    told = json.loads(unquote(parse_qs(urlsplit(offer).query)["credential_offer"][0]))
    return str(told["grants"][PRE_AUTHORIZED]["pre-authorized_code"])


def token(client: Browser, code: str, tx_code: str, **more: str) -> Response:
    fields = {"grant_type": PRE_AUTHORIZED, "pre-authorized_code": code, "tx_code": tx_code}
    return client.client.post("/wallet/token", data={**fields, **more})


def proof(client: Browser, **changes: Any) -> str:
    nonce = client.client.post("/wallet/nonce").json()["c_nonce"]
    claims = {"aud": BASE_URL, "iat": int(time.time()), "nonce": nonce, **changes.pop("claims", {})}
    header = {"typ": "openid4vci-proof+jwt", "jwk": ed25519_jwk(HOLDER.public_key)}
    return signed({**header, **changes.pop("header", {})}, claims)


def signed(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """A proof without the `kid` that our own signatures carry."""
    from certificates.multikey import base64url

    whole = {"alg": "EdDSA", **header}
    parts = [base64url(json.dumps(one).encode()) for one in (whole, claims)]
    text = ".".join(parts)
    return f"{text}.{base64url(HOLDER.sign(text.encode()))}"


def credential(client: Browser, bearer: str, body: object) -> Response:
    headers = {"Authorization": f"Bearer {bearer}"}
    return client.client.post("/wallet/credential", json=body, headers=headers)


def access(office: Office, number: str, link: list[str]) -> tuple[Browser, str]:
    """A wallet that has redeemed an offer, and its token."""
    _, told = offered(office, number)
    wallet = office.stranger()
    return wallet, str(token(wallet, code_of(link[-1]), told).json()["access_token"])


def asked(office: Office, link: list[str], *claims: str) -> tuple[Browser, str, str]:
    """An employer's browser with a request begun: its page's address, and the wallet's link."""
    employer = office.stranger()
    page = employer.client.post("/ask", data={"claim": list(claims)})
    address = page.headers["location"]
    assert employer.get(address).status_code == 200
    return employer, address, link[-1]


def test_a_wallet_of_other_peoples_libraries_takes_and_shows_a_certificate(
    office: Office, number: str, link: list[str]
) -> None:
    _, told = offered(office, number)
    offer = link[-1]
    employer, address, request = asked(office, link, "level", "results")
    with reached(office) as real:
        given = {
            "base": BASE_URL,
            "real": real,
            "offer": offer,
            "txCode": told,
            "request": request,
            "show": ["name", "competency", "scheme", "level", "results"],
        }
        got = run_judge("wallet.js", given)
    assert got["checked"]["name"] == "Rosa Imelda Ayala"  # @sd-jwt: signature, disclosures, status
    keyset = load_keyset(office.stranger().get("/keyset.json").content)
    status = load_status([office.stranger().get("/status/1.json").content], keyset)
    assert verify(got["sdJwt"], keyset, status).ok
    assert verify(got["badge"], keyset, status).ok
    assert got["presented"]["status"] == 200
    assert got["presented"]["again"] == 404  # an answer is taken once
    answer = employer.get(address)
    assert answer.status_code == 303
    page, _, shown = answer.headers["location"].partition("#")
    assert page == f"{BASE_URL}/v"
    claims = disclosed(read_sd_jwt(shown))
    assert claims["name"] == "Rosa Imelda Ayala"
    assert claims["results"]
    assert not {"centre", "birthdate", "certificate_id", "assessed_on"} & set(claims)
    assert verify(answer.headers["location"], keyset, status).ok
    assert employer.get(address).status_code == 422  # fetched once, then gone


def test_an_offer_is_good_once(office: Office, number: str, link: list[str]) -> None:
    _, told = offered(office, number)
    wallet = office.stranger()
    code = code_of(link[-1])
    assert token(wallet, code, told).status_code == 200
    assert token(wallet, code, told).json()["error"] == "invalid_grant"


def test_a_wrong_told_code_kills_the_offer_after_some_tries(
    office: Office, number: str, link: list[str]
) -> None:
    _, told = offered(office, number)
    wallet, code = office.stranger(), code_of(link[-1])
    wrong = "000000" if told != "000000" else "111111"
    for _ in range(TRIES):
        assert token(wallet, code, wrong).json()["error"] == "invalid_grant"
    assert token(wallet, code, told).json()["error"] == "invalid_grant"


def test_guessing_codes_is_slowed_down(office: Office) -> None:
    wallet = office.stranger()
    for _ in range(FAILURES):
        assert token(wallet, "guess", "123456").json()["error"] == "invalid_grant"
    assert token(wallet, "guess", "123456").status_code == 429


def test_an_offer_and_a_token_end(office: Office, number: str, link: list[str]) -> None:
    wallet, bearer = access(office, number, link)
    from assessor_server.store import tables, writing

    with writing(office.console.engine) as connection:
        connection.execute(tables.wallet_passes.update().values(expires_at="2020"))
    body = {"credential_configuration_id": BADGE}
    answer = credential(wallet, bearer, body)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": PRE_AUTHORIZED}, "invalid_request"),
        ({"grant_type": PRE_AUTHORIZED, "pre-authorized_code": "é" * 900}, "invalid_grant"),
    ],
)
def test_a_bad_token_request_gets_one_error(
    fields: dict[str, str], error: str, office: Office
) -> None:
    answer = office.stranger().client.post("/wallet/token", data=fields)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"claims": {"aud": "https://other.example"}}, "invalid_proof"),
        ({"claims": {"iat": 1_000_000}}, "invalid_proof"),
        ({"claims": {"iss": "another wallet"}}, "invalid_proof"),
        ({"claims": {"nonce": "made.1.up"}}, "invalid_nonce"),
        ({"claims": {"nonce": 7}}, "invalid_nonce"),
        ({"header": {"typ": "JWT"}}, "invalid_proof"),
        ({"header": {"alg": "none"}}, "invalid_proof"),
        ({"header": {"alg": "ES256"}}, "invalid_proof"),
        ({"header": {"kid": "did:example:1"}}, "invalid_proof"),
        ({"header": {"jwk": None}}, "invalid_proof"),
        ({"header": {"jwk": {"kty": "oct", "k": "AAAA"}}}, "invalid_proof"),
        ({"header": {"jwk": ed25519_jwk(bytes(32)) | {"d": "AA"}}}, "invalid_proof"),
        ({"header": {"jwk": ed25519_jwk(SigningKey(bytes(32)).public_key)}}, "invalid_proof"),
    ],
)
def test_a_bad_key_proof_gets_nothing(
    change: dict[str, Any], error: str, office: Office, number: str, link: list[str]
) -> None:
    wallet, bearer = access(office, number, link)
    body = {"credential_configuration_id": SD_JWT, "proofs": {"jwt": [proof(wallet, **change)]}}
    answer = credential(wallet, bearer, body)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    body["proofs"] = {"jwt": [proof(wallet)]}  # and nothing was used up
    assert credential(wallet, bearer, body).status_code == 200


def test_a_nonce_is_good_once_and_a_token_for_some_credentials(
    office: Office, number: str, link: list[str]
) -> None:
    wallet, bearer = access(office, number, link)
    body = {"credential_configuration_id": SD_JWT, "proofs": {"jwt": [proof(wallet)]}}
    got = credential(wallet, bearer, body).json()["credentials"][0]["credential"]
    bound = read_jws(got.split("~")[0]).claims["cnf"]["jwk"]
    assert bound == ed25519_jwk(HOLDER.public_key)
    assert credential(wallet, bearer, body).json()["error"] == "invalid_nonce"
    for _ in range(CREDENTIALS - 1):
        badge = credential(wallet, bearer, {"credential_configuration_id": BADGE})
        assert badge.status_code == 200
    assert credential(wallet, bearer, body).json()["error"] == "invalid_token"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "invalid_credential_request"),
        ([], "invalid_credential_request"),
        ({"credential_configuration_id": 7}, "invalid_credential_request"),
        ({"credential_configuration_id": "x"}, "unknown_credential_configuration"),
        ({"credential_configuration_id": SD_JWT}, "invalid_proof"),
        ({"credential_configuration_id": SD_JWT, "proofs": {"jwt": ["a", "b"]}}, "invalid_proof"),
        ({"credential_configuration_id": SD_JWT, "proofs": {"jwt": ["a.b.c"]}}, "invalid_proof"),
        (
            {"credential_configuration_id": SD_JWT, "proofs": {"ldp_vp": []}},
            "invalid_credential_request",
        ),
        (
            {"credential_configuration_id": BADGE, "proofs": {"jwt": ["a.b.c"]}},
            "invalid_credential_request",
        ),
    ],
)
def test_a_bad_credential_request_gets_one_error(
    body: object, error: str, office: Office, number: str, link: list[str]
) -> None:
    wallet, bearer = access(office, number, link)
    answer = credential(wallet, bearer, body)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_without_a_token_nothing_is_given(office: Office) -> None:
    answer = office.stranger().client.post("/wallet/credential", json={})
    assert answer.status_code == 401
    assert "invalid_token" in answer.headers["www-authenticate"]


def test_a_withdrawn_certificate_is_neither_offered_nor_given(
    office: Office, number: str, link: list[str]
) -> None:
    wallet, bearer = access(office, number, link)
    oscar, page = office.browser("oscar"), f"/certificates/{number}"
    oscar.send(page, f"{page}/status", {"act": "withdraw", "reason": "error"})
    answer = credential(wallet, bearer, {"credential_configuration_id": BADGE})
    assert answer.json()["error"] == "credential_request_denied"
    assert "/offer" not in oscar.get(page).text


def test_an_answer_for_another_request_is_refused(
    office: Office, number: str, link: list[str]
) -> None:
    wallet, bearer = access(office, number, link)
    body = {"credential_configuration_id": SD_JWT, "proofs": {"jwt": [proof(wallet)]}}
    got = credential(wallet, bearer, body).json()["credentials"][0]["credential"]
    employer, address, request = asked(office, link)
    uri = parse_qs(urlsplit(request).query)["request_uri"][0].removeprefix(BASE_URL)
    claims = read_jws(office.stranger().get(uri).text).claims
    bound = sign_jws({"typ": "kb+jwt"}, {"nonce": claims["nonce"], "aud": "else"}, HOLDER)
    answers = (got, got + bound, got.split("~")[0] + "~", "no token", got[:-300] + "~")
    for shown in answers:
        form = {"vp_token": json.dumps({"certificate": [shown]}), "state": claims["state"]}
        path = claims["response_uri"].removeprefix(BASE_URL)
        answer = wallet.client.post(path, data=form)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request"), shown[:60]
    assert employer.get(address).status_code == 200  # still waiting


def test_only_the_browser_that_asked_gets_the_answer(office: Office, link: list[str]) -> None:
    _, address, _ = asked(office, link)
    assert office.stranger().get(address).status_code == 422


def test_what_is_asked_for_is_on_the_page(office: Office) -> None:
    answer = office.stranger().client.post("/ask", data={"claim": ["birthdate"]})
    assert answer.status_code == 422


def test_too_many_requests_are_refused(office: Office) -> None:
    stranger = office.stranger()
    for _ in range(REQUESTS):
        assert stranger.client.post("/ask", data={"claim": "level"}).status_code == 303
    assert stranger.client.post("/ask", data={"claim": "level"}).status_code == 422


def test_the_store_keeps_no_code_token_or_answer_in_clear(
    office: Office, number: str, link: list[str]
) -> None:
    _, told = offered(office, number)
    code = code_of(link[-1])
    bearer = token(office.stranger(), code, told).json()["access_token"]
    data = office.console.issuer.folder.database.read_bytes()
    wal = office.console.issuer.folder.database.with_name("acredita.db-wal")
    data += wal.read_bytes() if wal.exists() else b""
    for secret in (code, bearer):
        assert secret.encode() not in data
    assert hashed(bearer).encode() in data
    assert REQUEST == "request"
