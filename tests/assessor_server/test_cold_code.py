"""The start's code goes out of memory, and comes back when it is called."""

import subprocess
import sys

PROGRAM = """
import hashlib
import cryptography.hazmat.primitives.asymmetric.ed25519 as ed25519
from assessor_server.intake.cold_code import forget_cold_code
from assessor_server.intake.memory_keeper import resident_bytes

key = ed25519.Ed25519PrivateKey.generate()
key.public_key().verify(key.sign(b"before"), b"before")
before = resident_bytes()
forget_cold_code()
after = resident_bytes()
key.public_key().verify(key.sign(b"after"), b"after")
print(before - after, hashlib.sha256(b"").hexdigest()[:8])
"""


def test_code_is_given_back_and_still_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True
    )
    less, digest = done.stdout.split()
    assert int(less) > 2_000_000
    assert digest == "e3b0c442"
