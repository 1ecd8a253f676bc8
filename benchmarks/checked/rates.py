"""Whole checks beside bare Ed25519 verifications of the same library, and where the rest goes."""

import cProfile
import pstats
import time
from collections.abc import Callable

from checked.world import World
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from nacl.bindings import crypto_sign_open

from certificates import cose, cwt, digits, verify
from certificates.qr import read_qr_text

ROUNDS = 20


def verify_rates(world: World, checks: int) -> dict[str, object]:
    """Both rates, in turn within this process, the best round of each; and the parts of a check."""
    issued, public_key = world.issued[2], world.key.public_key
    _, message = read_qr_text(issued.qr_text)
    signed = cose.read(message, cwt.MAX_COSE_BYTES)
    to_sign = vars(cose)["_to_sign"](signed.protected, signed.payload)
    openssl = Ed25519PublicKey.from_public_bytes(public_key)

    def whole() -> None:
        if not verify(issued.qr_text, world.keyset, world.status, world.now).ok:
            raise SystemExit(
                "A good certificate did not verify: the figures would be worth nothing."
            )

    def bare() -> None:
        crypto_sign_open(signed.signature + to_sign, public_key)

    def by_openssl() -> None:
        openssl.verify(signed.signature, to_sign)

    best = _in_turn({"whole": whole, "bare": bare, "openssl": by_openssl}, checks)
    number = issued.qr_text.partition("#")[2]
    parts = _in_turn(
        {
            "digits": lambda: digits.from_digits(number, cwt.MAX_COSE_BYTES),
            "cose": lambda: cose.read(message, cwt.MAX_COSE_BYTES),
            "claims": lambda: cwt.read_claims(signed.payload),
            "signature": bare,
            "status": lambda: world.status.look_up(1, 40_125, world.now),
        },
        checks // 2,
    )
    told = {name: round(seconds * 1e6, 1) for name, seconds in parts.items()}
    told["verdict and rest"] = round(best["whole"] * 1e6 - sum(told.values()), 1)
    return {
        "verify_over_raw": round(best["bare"] / best["whole"], 3),
        "verify_over_openssl": round(best["openssl"] / best["whole"], 3),
        "verify_per_s": round(1 / best["whole"]),
        "raw_per_s": round(1 / best["bare"]),
        "openssl_per_s": round(1 / best["openssl"]),
        "verify_us": told,
        "verify_calls": _calls(whole),
    }


def _in_turn(tasks: dict[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Seconds of processor time of one call, the best of ROUNDS; each round runs all tasks."""
    best = dict.fromkeys(tasks, float("inf"))
    for _ in range(ROUNDS):
        for name, task in tasks.items():
            start = time.process_time()
            for _ in range(max(1, repeats // ROUNDS)):
                task()
            spent = (time.process_time() - start) / max(1, repeats // ROUNDS)
            best[name] = min(best[name], spent)
    return best


def _calls(whole: Callable[[], None]) -> int:
    """Python calls in one check: what an interpreter has to do beside the signature."""
    profile = cProfile.Profile()
    profile.runcall(whole)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined] # typeshed has it not
