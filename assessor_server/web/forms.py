"""Reading forms as browsers send them, within limits. Touches the request only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from assessor_server.errors import ServerError

MOST_BYTES = 512 * 1024  # a hundred criteria with a long note each
MOST_FIELDS = 400


class FormTooLargeError(ServerError):
    """A form over the limit."""


class FormUnreadableError(ServerError):
    """A form that no page of ours would send."""


@dataclass(frozen=True)
class Form:
    """The fields of a form that was sent."""

    fields: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str:
        """The only value of a field, "" when it is not there; raises FormUnreadableError."""
        values = self.fields.get(name, ("",))
        if len(values) != 1:
            raise FormUnreadableError(f"The field {name!r} came {len(values)} times: send it once.")
        return values[0]

    def many(self, name: str) -> Sequence[str]:
        return self.fields.get(name, ())


async def read_form(request: Request) -> Form:
    """Read a form; raises FormTooLargeError and FormUnreadableError before anything is done."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise FormUnreadableError("This page takes forms only: send it from the page itself.")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise FormTooLargeError(f"The form has over {MOST_BYTES} bytes: shorten the notes.")
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as problem:
        raise FormUnreadableError("The form is damaged: go back and send it again.") from problem
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return Form(fields)
