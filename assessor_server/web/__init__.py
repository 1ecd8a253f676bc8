"""The web side of the assessor server: console, certificates, public pages, reading API."""

from assessor_server.web.app import build_app

__all__ = ["build_app"]
