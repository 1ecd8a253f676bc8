"""The status list that wallets read: the same places as the CWT, as a signed JWT.

draft-ietf-oauth-status-list: type statuslist+jwt, two bits a place.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from certificates.jose import sign_jws
from certificates.keys import SigningKey
from certificates.keyset import Keyset
from certificates.multikey import base64url
from certificates.record import State
from certificates.sd_jwt import status_address
from certificates.status_token import pack

MEDIA_TYPE: Final = "application/statuslist+jwt"


def sign_status_jwt(
    number: int,
    statuses: Mapping[int, State],
    key: SigningKey,
    keyset: Keyset,
    *,
    now: datetime,
    lifetime: timedelta,
) -> bytes:
    """The signed list as it is published at `status_address`; raises StatusListError."""
    issued, seconds = int(now.timestamp()), int(lifetime.total_seconds())
    claims = {
        "iss": keyset.base_url,
        "sub": status_address(keyset.base_url, number),
        "iat": issued,
        "exp": issued + seconds,
        "ttl": seconds // 2,
        "status_list": {"bits": 2, "lst": base64url(zlib.compress(pack(statuses), 9))},
    }
    return sign_jws({"typ": "statuslist+jwt"}, claims, key).encode("ascii")
