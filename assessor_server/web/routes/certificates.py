"""Certificates: the page of one, its PDF, JSON and QR, and what becomes of it."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from assessor_server import audit
from assessor_server.issued import (
    Content,
    StatusRefusedError,
    change_status,
    content_of,
    find_certificate,
    newest_certificates,
)
from assessor_server.printing import FORMS, print_many, signed_paper
from assessor_server.store import reading, writing
from assessor_server.vault import CandidateErasedError
from assessor_server.wallets import make_offer
from assessor_server.web.console import Console
from assessor_server.web.gate import Con, Person, SignedForm, person_with
from assessor_server.web.pages import go_to, page, words_for
from assessor_server.web.routes.attempts import CERTIFICATE_READERS
from certificates import State, qr_png
from certificates.pdf_card import render_card
from certificates.qr_svg import qr_path
from certificates.shared_badge import shared_badge_png
from protocol.times import utc_text

router = APIRouter(
    prefix="/certificates", dependencies=[Depends(person_with(*CERTIFICATE_READERS))]
)

SHOWN = 50


@router.get("")
def show_all(
    request: Request, console: Con, number: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    with reading(console.engine) as connection:
        found = newest_certificates(connection, limit=SHOWN, number=number.strip())
    values = {"found": found, "sought": number, "forms": FORMS}
    return page(request, "certificates.html", values)


@router.post("/print")
def print_chosen(request: Request, console: Con, form: SignedForm) -> Response:
    """One file with the certificates that were ticked, for the printer before a ceremony."""
    with reading(console.engine) as connection:
        data = print_many(
            connection,
            console.vault,
            console.issuer,
            form.many("number"),
            form.one("form"),
            language=words_for(request).language,
        )
    return _download(data, "application/pdf", f"{form.one('form')}.pdf")


@router.get("/{id}")
def show(request: Request, console: Con, id: str) -> Response:
    return _page(request, console, id, refused=None)


@router.post("/{id}/status")
def change(request: Request, console: Con, session: Person, id: str, form: SignedForm) -> Response:
    """Suspend, reinstate or withdraw; whoever checks the certificate sees it at once."""
    try:
        with writing(console.engine) as connection:
            change_status(
                connection,
                id,
                form.one("act"),
                reason=form.one("reason"),
                by=session.user,
                now=utc_text(),
            )
    except StatusRefusedError as refused:
        return _page(request, console, id, refused=refused)
    return go_to(f"/certificates/{id}")


@router.post("/{id}/offer")
def offer(request: Request, console: Con, session: Person, id: str, _form: SignedForm) -> Response:
    """Offer the certificate to its holder's wallet: a QR, and a code told by mouth."""
    with writing(console.engine) as connection:
        made = make_offer(connection, console.issuer, id, by=session.user, now=utc_text())
    values = {"id": id, "offer": made, "qr": qr_path(made.link)}
    return page(request, "offer.html", values)


@router.get("/{id}/certificate.pdf")
def paper(console: Con, id: str) -> Response:
    """The certificate, signed, with the credential inside."""
    data = signed_paper(_content(console, id), console.issuer)
    return _download(data, "application/pdf", f"{id}.pdf")


@router.get("/{id}/card.pdf")
def card(console: Con, id: str) -> Response:
    """The wallet card."""
    content = _content(console, id)
    data = render_card(content.record, content.issued, console.issuer.keyset)
    return _download(data, "application/pdf", f"{id}-card.pdf")


@router.get("/{id}/badge.png")
def badge(console: Con, id: str) -> Response:
    """The picture to share, with the credential baked in."""
    content = _content(console, id)
    data = shared_badge_png(content.record, content.issued, console.issuer.keyset)
    return _download(data, "image/png", f"{id}.png")


@router.get("/{id}/certificate.json")
def credential(console: Con, id: str) -> Response:
    """The Open Badges 3.0 credential, to keep in a wallet."""
    data = msgspec.json.format(msgspec.json.encode(_content(console, id).credential))
    return _download(data, "application/json", f"{id}.json")


@router.get("/{id}/qr.png")
def code_picture(console: Con, id: str) -> Response:
    return Response(qr_png(_content(console, id).qr_text), media_type="image/png")


def _content(console: Console, id: str) -> Content:
    with reading(console.engine) as connection:
        return content_of(connection, console.vault, id)


def _page(
    request: Request, console: Console, id: str, *, refused: StatusRefusedError | None
) -> Response:
    with reading(console.engine) as connection:
        certificate = find_certificate(connection, id)
        try:
            content = content_of(connection, console.vault, id)
        except CandidateErasedError:
            content = None
        values = {
            "certificate": certificate,
            "content": content,
            "names": console.issuer.keyset.centres | console.issuer.keyset.issuers,
            "history": audit.entries_about(connection, id),
            "refused": refused,
            "offers": certificate.status == State.VALID and console.issuer.wallet_key() is not None,
        }
    return page(request, "certificate.html", values, status=422 if refused else 200)


def _download(data: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=media_type, headers=headers)
