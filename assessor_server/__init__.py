"""Room: assessor_server. Takes in attempts, lets people judge them, issues certificates."""

from importlib import import_module
from typing import TYPE_CHECKING

from assessor_server.errors import ServerError

if TYPE_CHECKING:
    from assessor_server.accounts import ROLES, AccountRefusedError, make_password
    from assessor_server.centres import Centre, CentreRefusedError, Organisation
    from assessor_server.installation import ServerExistsError, add_account, create_server
    from assessor_server.store import NoServerHereError, ServerFolder

__all__ = [
    "ROLES",
    "AccountRefusedError",
    "Centre",
    "CentreRefusedError",
    "NoServerHereError",
    "Organisation",
    "ServerError",
    "ServerExistsError",
    "ServerFolder",
    "add_account",
    "create_server",
    "make_password",
]

_HOMES = {
    "ROLES": "accounts",
    "AccountRefusedError": "accounts",
    "Centre": "centres",
    "CentreRefusedError": "centres",
    "NoServerHereError": "store",
    "Organisation": "centres",
    "ServerExistsError": "installation",
    "ServerFolder": "store",
    "add_account": "installation",
    "create_server": "installation",
    "make_password": "accounts",
}


def __getattr__(name: str) -> object:
    """Fetch a public name when it is first used: the intake, a process of this room that has 60 MB
    of memory, must not load certificates, scenarios and their libraries."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
