"""How fast a certificate is checked, and how well its code survives paper, cameras and screens.

`verify_over_raw`: whole checks of a QR's text (digits, CBOR, signature, key, status) against bare
Ed25519 verifications of the same message by the same library, as rates, in turn. `verify_us` has
where the time goes. `endpoint_over_hello`: `POST /api/verify` of the real server against a route
of the same framework that only says hello, both in processes of their own. `browser_verify_ms`: the
verifier page's own modules in Chromium, with its Ed25519 and with the fallback.
`qr_moderate_rate`, `qr_harsh_rate`: share of damaged pictures from which zxing-cpp reads our code;
`qr_rates` has OpenCV beside it, and the same certificate as an Open Badge VC-JWT and as
PixelPass does it, at the same size on paper.
"""

import argparse
import json
import sys
from collections.abc import Sequence

from checked.browser import browser_verify_ms
from checked.endpoint import endpoint_over_hello
from checked.grid import HARSH, MODERATE, decode_rates
from checked.rates import verify_rates
from checked.world import World


def main(arguments: Sequence[str]) -> None:
    """Measure everything and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute's worth")
    parser.add_argument("--only", choices=("rates", "endpoint", "browser", "codes"))
    given = parser.parse_args(arguments)
    world, figures = World.today(), {}
    if given.only in (None, "rates"):
        say("== whole checks and bare signatures, in turn")
        figures.update(verify_rates(world, 2_000 if given.quick else 20_000))
        say(f"   {figures}")
    if given.only in (None, "endpoint"):
        say("== POST /api/verify and hello, in turn")
        figures.update(endpoint_over_hello(world, 1_000 if given.quick else 10_000))
        say(f"   {figures['endpoint_over_hello']}")
    if given.only in (None, "browser"):
        say("== the page's rule in Chromium")
        figures.update(browser_verify_ms(world, 100 if given.quick else 1_000))
        say(f"   {figures['browser_verify_ms']} ms")
    if given.only in (None, "codes"):
        certificates = 1 if given.quick else 4
        rates = {}
        for grid in (MODERATE, HARSH):
            say(f"== damaged pictures: {grid.name}")
            rates[grid.name] = decode_rates(world, grid, certificates, say)
            figures[f"qr_{grid.name}_rate"] = rates[grid.name]["ours"]["zxing"]
        figures["qr_rates"] = rates
    print(json.dumps(figures))


def say(line: str) -> None:
    """Tell what is being done."""
    print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
