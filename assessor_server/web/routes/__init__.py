"""The routes of the web side, one file a page or group of pages."""

from fastapi import APIRouter

from assessor_server.web.routes import (
    accounts,
    api,
    asking,
    attempts,
    audit,
    candidates,
    certificates,
    checking,
    deciding,
    log_in,
    progress,
    public,
    queue,
    rating,
    replaying,
    start,
    wallet,
)

ROUTERS: tuple[APIRouter, ...] = (
    checking.router,  # first: asked by programs, many times
    start.router,
    log_in.router,
    queue.router,
    candidates.router,
    attempts.router,
    replaying.router,
    rating.router,
    deciding.router,
    certificates.router,
    audit.router,
    accounts.router,
    public.router,
    progress.router,
    wallet.router,
    asking.router,
    api.router,
)
