"""The same certificate in three codes: ours, an Open Badge VC-JWT, and as PixelPass packs it.

The other two carry a lean Open Badge: no results, evidence, pictures or endorsements, or they
would not fit any code at all. Each has the error correction its makers use: ours Q (paper), a
VC-JWT M (the usual default), PixelPass L (its default).
"""

import json
import zlib
from typing import Any

import cbor2
import numpy as np
import numpy.typing as npt
import qrcode
from checked.world import World
from qrcode.util import QRData

from certificates.multikey import base64url
from certificates.qr import qr_matrix

Modules = npt.NDArray[np.bool_]
_BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_ALPHANUMERIC, _BYTES = 2, 4
QUIET_ZONE = 4


def codes(world: World, number: int) -> dict[str, tuple[str, Modules]]:
    """Text and modules (with quiet zone) of one certificate in each form."""
    badge = _lean(world.issued[number].credential)
    unsigned = {name: value for name, value in badge.items() if name != "proof"}
    ours = world.issued[number].qr_text
    jwt, pixelpass = _jwt(world, unsigned), _base45(zlib.compress(cbor2.dumps(badge), 9))
    return {
        "ours": (ours, np.pad(np.array(qr_matrix(ours, "Q"), bool), QUIET_ZONE)),
        "vc_jwt": (jwt, _matrix(jwt, _BYTES, qrcode.constants.ERROR_CORRECT_M)),
        "pixelpass": (
            pixelpass,
            _matrix(pixelpass, _ALPHANUMERIC, qrcode.constants.ERROR_CORRECT_L),
        ),
    }


def versions(made: dict[str, tuple[str, Modules]]) -> dict[str, int]:
    """QR version of each."""
    return {name: (len(grid) - 2 * QUIET_ZONE - 17) // 4 for name, (_, grid) in made.items()}


def _lean(credential: dict[str, Any]) -> dict[str, Any]:
    subject = credential["credentialSubject"]
    achievement = subject["achievement"]
    keep = ("@context", "id", "type", "issuer", "validFrom", "validUntil", "name", "proof")
    lean = {name: credential[name] for name in (*keep, "credentialStatus")}
    lean["@context"] = credential["@context"][:2]
    lean["credentialSubject"] = {
        "type": subject["type"],
        "identifier": subject["identifier"],
        "achievement": {
            name: achievement[name] for name in ("id", "type", "name", "description", "criteria")
        },
    }
    return lean


def _jwt(world: World, payload: dict[str, Any]) -> str:
    """A compact JWS by EdDSA, as VC-JWT has it."""
    header = {"alg": "EdDSA", "typ": "JWT", "kid": f"{world.keyset.id}#{world.key.kid}"}
    parts = [base64url(json.dumps(one, ensure_ascii=False).encode()) for one in (header, payload)]
    signature = world.key.sign(".".join(parts).encode())
    return ".".join((*parts, base64url(signature)))


def _base45(data: bytes) -> str:
    """RFC 9285."""
    text = ""
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(3 if len(pair) == 2 else 2):
            number, digit = divmod(number, 45)
            text += _BASE45[digit]
    return text


def _matrix(text: str, mode: Any, correction: int) -> Modules:
    symbol: qrcode.QRCode[Any] = qrcode.QRCode(error_correction=correction, border=QUIET_ZONE)
    symbol.add_data(QRData(text.encode(), mode=mode), optimize=0)
    symbol.make(fit=True)
    return np.array(symbol.get_matrix(), bool)
