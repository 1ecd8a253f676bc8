"""From a laid table to a certificate an employer checks, judged by libraries we did not write."""

import copy
import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2
import cwt
import pytest
import zxingcpp
from journeys_support import Demo, acredita

from acredita.commands.files import write_json
from certificates import load_keyset, load_status, verify_input
from protocol.chain import verify_chain
from protocol.events import Event

INTEROP = Path(__file__).parents[1] / "interop"
pytestmark = pytest.mark.journey


def qr_text(picture: Path, width: int | None = None) -> str:
    image = cv2.imread(str(picture), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    if width is not None:
        height = round(image.shape[0] * width / image.shape[1])
        image = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
    found = zxingcpp.read_barcodes(image)
    assert len(found) == 1
    return found[0].text


def payload(text: str) -> bytes:
    """Digits to bytes, written from the documented rule: 17 digits are 7 bytes little-endian."""
    digits = text.partition("#")[2]
    sizes = {3: 1, 5: 2, 8: 3, 10: 4, 13: 5, 15: 6, 17: 7}
    groups = [digits[at : at + 17] for at in range(0, len(digits), 17)]
    return b"".join(int(group).to_bytes(sizes[len(group)], "little") for group in groups)


def test_the_demonstration_ends_with_a_valid_certificate(competent: Demo) -> None:
    summary = competent.summary
    assert summary["decision"] == "competent"
    assert summary["certificate_state"] == "valid"


def test_every_promised_file_is_there(competent: Demo) -> None:
    promised = {
        "index.html", "summary.json", "attempt.json", "evidence", "certificate.json",
        "certificate.pdf", "qr.png", "keyset.json", "status-list.json",
    }  # fmt: skip
    assert promised <= {path.name for path in competent.folder.iterdir()}
    assert any(path.name.startswith("annotated") for path in competent.folder.glob("evidence/*"))


def test_the_stored_photos_give_the_same_scores_again_to_the_last_bit(competent: Demo) -> None:
    attempt = json.loads((competent.folder / "attempt.json").read_text())["attempt"]
    done = acredita("attempt", "replay", attempt, "--server", competent.folder)
    assert done.returncode == 0, done.stdout + done.stderr


def test_output_says_who_judged(competent: Demo) -> None:
    assert "scripts, by the clip's known truth" in competent.output


def test_measured_values_lie_near_the_truth(competent: Demo) -> None:
    scores = competent.summary["ai_scores"].values()
    compared = [score for score in scores if score["truth_within_U"] is not None]
    assert len(compared) >= 6
    assert sum(score["truth_within_U"] for score in compared) >= len(compared) - 1


@pytest.mark.parametrize("width", [None, 240])
def test_qr_decodes_with_zxing(competent: Demo, width: int | None) -> None:
    assert qr_text(competent.folder / "qr.png", width).startswith("http")


def test_python_cwt_verifies_the_qr_against_the_keyset_file(competent: Demo) -> None:
    keys = json.loads((competent.folder / "keyset.json").read_text())["keys"]
    data = payload(qr_text(competent.folder / "qr.png"))
    claims = cwt.decode(data, [cwt.COSEKey.from_jwk(key) for key in keys])
    assert isinstance(claims, dict)
    assert claims[7].hex().upper() == competent.summary["certificate_id"].replace("-", "")
    assert 1 not in claims  # the issuer is the key's, and stands in the keyset beside it
    assert {key["issuer"] for key in keys if key["purpose"] == "certificate"} == {"instituto"}


def test_digital_bazaar_verifies_the_credential_file(competent: Demo) -> None:
    credential = json.loads((competent.folder / "certificate.json").read_text())
    keyset = json.loads((competent.folder / "keyset.json").read_text())
    lists = json.loads((competent.folder / "status-list.json").read_text())["credentials"]
    forged = copy.deepcopy(credential)
    forged["credentialSubject"]["achievement"]["name"] += "!"
    question = {
        "keyset": keyset,
        "now": datetime.now(UTC).isoformat(),
        "cases": [
            {"name": "issued", "credential": credential, "lists": lists},
            {"name": "forged", "credential": forged, "lists": lists},
        ],
    }
    answer = subprocess.run(
        ["node", "verify_credential.js"],
        cwd=INTEROP,
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
    )
    verdicts: dict[str, Any] = json.loads(answer.stdout)
    assert verdicts["issued"]["verified"] is True
    assert verdicts["forged"]["verified"] is False


def test_any_changed_byte_of_the_qr_is_detected(competent: Demo) -> None:
    keyset = load_keyset((competent.folder / "keyset.json").read_bytes())
    lists = load_status([(competent.folder / "status-list.json").read_bytes()], keyset)
    text = qr_text(competent.folder / "qr.png")
    start = text.index("#") + 1
    assert verify_input(text, keyset, lists).ok
    for at in range(start, len(text)):
        other = str((int(text[at]) + 1) % 10)
        assert not verify_input(text[:at] + other + text[at + 1 :], keyset, lists).ok


@pytest.mark.parametrize("name", ["qr.png", "certificate.json", "certificate.pdf"])
def test_command_line_says_valid_offline(competent: Demo, name: str) -> None:
    folder = competent.folder
    done = acredita(
        "verify", folder / name, "--keyset", folder / "keyset.json",
        "--status", folder / "status-list.json", "--offline",
    )  # fmt: skip
    assert (done.returncode, done.stdout.split()[0]) == (0, "valid"), done.stdout + done.stderr


def test_command_line_without_status_is_never_green(competent: Demo) -> None:
    folder = competent.folder
    done = acredita("verify", folder / "qr.png", "--keyset", folder / "keyset.json", "--offline")
    assert (done.returncode, done.stdout.split()[0]) == (1, "not_checked")


def test_command_line_calls_a_changed_credential_forged(competent: Demo, tmp_path: Path) -> None:
    credential = json.loads((competent.folder / "certificate.json").read_text())
    credential["credentialSubject"]["achievement"]["name"] = "Cirujano"
    write_json(tmp_path / "forged.json", credential)
    folder = competent.folder
    done = acredita(
        "verify", tmp_path / "forged.json", "--keyset", folder / "keyset.json",
        "--status", folder / "status-list.json", "--offline",
    )  # fmt: skip
    assert (done.returncode, done.stdout.split()[0]) == (1, "forged")


def test_the_sealed_log_holds_from_first_event_to_seal(competent: Demo) -> None:
    import msgspec

    log = json.loads((competent.folder / "attempt.json").read_text())
    events = msgspec.convert(log["events"], list[Event])
    assert verify_chain(events) == log["seal"]["head"]
    assert len(events) == log["seal"]["count"]


def test_the_certificate_names_the_seal(competent: Demo) -> None:
    import msgspec

    from protocol.seal import Seal, seal_digest

    log = json.loads((competent.folder / "attempt.json").read_text())
    keys = json.loads((competent.folder / "keyset.json").read_text())["keys"]
    claims = cwt.decode(
        payload(qr_text(competent.folder / "qr.png")), [cwt.COSEKey.from_jwk(key) for key in keys]
    )
    assert isinstance(claims, dict)
    digest = bytes.fromhex(seal_digest(msgspec.convert(log["seal"], Seal)))
    carried = [value for value in claims.values() if isinstance(value, bytes)]
    nested = [item for value in claims.values() if isinstance(value, list) for item in value]
    assert any(isinstance(item, bytes) and digest.startswith(item) for item in carried + nested)
