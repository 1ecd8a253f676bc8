"""What a connection's events mean: another key, a bad line, nobody there."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import zmq

from kiosk.greeting import greets_cleanly
from kiosk.handshakes import HUNG_UP, PROMPT_S, Handshakes
from protocol.curve import CurveKeys
from tests.faults.proxy import FaultProxy, Weather

HERE = "tcp://127.0.0.1:1"
CONNECTED = zmq.Event.CONNECTED
SUCCEEDED = zmq.Event.HANDSHAKE_SUCCEEDED
BROKEN_OFF = zmq.Event.HANDSHAKE_FAILED_NO_DETAIL
GARBLED = zmq.Event.HANDSHAKE_FAILED_PROTOCOL
NOT_LET_IN = zmq.Event.HANDSHAKE_FAILED_AUTH
ENDED = zmq.Event.DISCONNECTED
RETRIED = zmq.Event.CONNECT_RETRIED
HUNG_UP_ON_US = (CONNECTED, BROKEN_OFF, ENDED, RETRIED)


def after(*events: zmq.Event, clean: bool = True, each_s: float = 0.01) -> Handshakes:
    seen = Handshakes(HERE, lambda endpoint: clean)
    for number, event in enumerate(events):
        seen.note(event, number * each_s)
    return seen


def code(seen: Handshakes) -> str | None:
    return seen.trouble.code if seen.trouble else None


def test_a_server_that_hangs_up_every_time_on_a_clean_line_has_another_key() -> None:
    seen = after(*HUNG_UP_ON_US * HUNG_UP)
    assert (code(seen), seen.refused) == ("another_key", True)


@pytest.mark.parametrize(
    "events",
    [
        HUNG_UP_ON_US * (HUNG_UP - 1),
        (*HUNG_UP_ON_US * (HUNG_UP - 1), CONNECTED, GARBLED, ENDED),
        (*HUNG_UP_ON_US * (HUNG_UP - 1), CONNECTED, GARBLED, ENDED, *HUNG_UP_ON_US),
        (*HUNG_UP_ON_US * (HUNG_UP - 1), CONNECTED, ENDED),
        (*HUNG_UP_ON_US * 2, CONNECTED, SUCCEEDED, ENDED, RETRIED, *HUNG_UP_ON_US * 2),
    ],
    ids=["seldom", "changed bytes", "changed between", "no greeting", "worked between"],
)
def test_a_handshake_that_fails_otherwise_is_a_bad_line(events: tuple[zmq.Event, ...]) -> None:
    seen = after(*events)
    assert (code(seen), seen.refused, seen.up) == ("bad_line", False, False)


def test_a_server_that_hangs_up_is_not_judged_on_a_line_that_changes_its_greeting() -> None:
    assert code(after(*HUNG_UP_ON_US * 3 * HUNG_UP, clean=False)) == "bad_line"


def test_a_handshake_that_runs_out_of_time_again_and_again_is_a_bad_line() -> None:
    assert code(after(*HUNG_UP_ON_US * 3 * HUNG_UP, each_s=PROMPT_S)) == "bad_line"


def test_only_the_server_s_own_word_says_that_it_does_not_know_us() -> None:
    seen = after(CONNECTED, NOT_LET_IN, ENDED)
    assert (code(seen), seen.refused) == ("not_let_in", True)


def test_nobody_there_is_no_bad_line() -> None:
    assert code(after(RETRIED, RETRIED)) == "unreachable"
    assert code(after(*HUNG_UP_ON_US, RETRIED, RETRIED)) == "unreachable"


def test_a_connection_that_ends_after_it_worked_is_told_and_forgotten_when_it_is_back() -> None:
    assert code(after(CONNECTED, SUCCEEDED, ENDED)) == "unreachable"
    seen = after(CONNECTED, SUCCEEDED, ENDED, RETRIED, CONNECTED, SUCCEEDED)
    assert (code(seen), seen.up, seen.completed) == (None, True, 2)


# --- the greeting ------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[int]:
    """A port on which a CURVE server listens."""
    context: Any = zmq.Context()
    router, keys = context.socket(zmq.ROUTER), CurveKeys.generate()
    router.curve_server = True
    router.curve_secretkey, router.curve_publickey = keys.secret.encode(), keys.public.encode()
    yield router.bind_to_random_port("tcp://127.0.0.1")
    router.close(linger=0)
    context.term()


@contextmanager
def program_that_says(words: bytes) -> Iterator[str]:
    """Something that listens, says this to the first who comes, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            line, _ = listener.accept()
            line.sendall(words)
            line.close()

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


def test_a_servers_greeting_is_recognised(server: int) -> None:
    assert greets_cleanly(f"tcp://127.0.0.1:{server}")


def test_a_line_that_changes_every_block_carries_no_greeting(server: int) -> None:
    with FaultProxy(server, Weather(corrupt=1.0)) as line:
        assert not any(greets_cleanly(f"tcp://127.0.0.1:{line.port}") for _ in range(10))


@pytest.mark.parametrize("words", [b"", b"\xff", b"HTTP/1.1 400 Bad Request\r\n\r\n" * 4])
def test_another_program_has_no_greeting(words: bytes) -> None:
    with program_that_says(words) as endpoint:
        assert not greets_cleanly(endpoint)


def test_silence_is_no_greeting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert not greets_cleanly(f"tcp://127.0.0.1:{port}", within_s=0.2)


def test_a_port_where_nobody_listens_has_no_greeting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert not greets_cleanly(f"tcp://127.0.0.1:{port}")
