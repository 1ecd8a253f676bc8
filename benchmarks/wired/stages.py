"""Where the time goes: every stage an entry or a megabyte of evidence passes, measured alone.

Each stage is the intake's own code over the same input, in this process, on one core; what a stage
takes is the least over many slices of the input, so that a busy machine shows as little as it can.
All but the first stage of an entry is done by one loop, one after the other.
"""

import gc
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import zmq
from wired.payload import Frame, Kiosk, entries_of, frames_of
from wired.processes import CONTEXT, HOST, child
from zmq.auth import CURVE_ALLOW_ANY
from zmq.auth.thread import ThreadAuthenticator

from assessor_server.enrolment import Enrolled
from assessor_server.intake.door import KIOSKS_DOMAIN
from assessor_server.intake.ledger import Delivery, Ledger
from assessor_server.intake.plain_events import read_plain
from assessor_server.intake.plain_frames import read_plain_frame
from assessor_server.intake.scribe import Scribe
from assessor_server.intake.sockets import SocketKind, bind, open_router, receive
from assessor_server.store import ServerFolder, open_store
from assessor_server.vault import Vault, create_master_key, seal_chunk
from protocol import SealKey, digest_bytes
from protocol.curve import CurveKeys
from protocol.messages import MAX_CHUNK_BYTES, Chunk, Entries, decode_from_kiosk, encode

RUNS = 3
FRAMES = 6_000
CHUNKS = 64
SLICE = 250
KIOSKS = 8
PAGES = (250, 1_000)
FLOOD_AHEAD_S = 0.5

Stage = tuple[str, float]


def of_entries(scratch: Path) -> list[Stage]:
    """Microseconds an entry, one entry a frame, by stage."""
    kiosk = Kiosk.new(0)
    frames = [frame.data for frame in frames_of(kiosk, FRAMES, batch=1)]
    events = [entry.body for entry in entries_of(kiosk, FRAMES) if b"observation" in entry.body]
    desk, wire = _received(frames)
    judged = _judged(scratch)
    decoded = _each(read_plain_frame, frames)
    digest, plain = _each(digest_bytes, events), _each(read_plain, events)
    return [
        ("ZeroMQ's thread: TCP, CURVE, framing", wire),
        ("take a frame from ZeroMQ, with its key's owner", desk),
        ("decode the frame (msgpack, checked)", decoded),
        ("SHA-256", digest),
        ("read the event, compare with its canonical bytes", plain),
        ("judge: sequence, chain, attempt, seal", judged - digest - plain),
        *(
            (f"write and commit, {count:,} entries a page", _written(scratch, count))
            for count in PAGES
        ),
    ]


def of_evidence(scratch: Path) -> list[Stage]:
    """Milliseconds a megabyte (MiB) of evidence, by stage."""
    data, key, digest = os.urandom(MAX_CHUNK_BYTES), os.urandom(32), "ab" * 32
    chunks = [encode(Chunk(digest=digest, offset=0, data=data))] * CHUNKS
    desk, wire = _received(chunks)
    _, sealed = seal_chunk(key, digest, 0, data)
    handed, flushed = _disk(scratch, sealed)
    stages = [
        ("ZeroMQ's thread: TCP, CURVE, framing", wire),
        ("take a frame from ZeroMQ, with its key's owner", desk),
        ("decode the frame (msgpack, checked)", _each(decode_from_kiosk, chunks)),
        ("SHA-256", _each(lambda chunk: hashlib.sha256(chunk).digest(), chunks)),
        ("seal with the candidate's key (AES-256-GCM)", _each(_sealing(key, data), chunks)),
        ("hand to the operating system", handed),
        ("the disk's own time to make it durable", flushed),
    ]
    return [(name, spent / 1_000) for name, spent in stages]


def _sealing(key: bytes, data: bytes) -> Callable[[bytes], object]:
    return lambda _: seal_chunk(key, "ab" * 32, 0, data)


def _each(work: Callable[[bytes], object], inputs: Sequence[bytes]) -> float:
    """Microseconds `work` takes for one input."""
    size = min(SLICE, len(inputs))
    least = float("inf")
    for first in [*range(0, len(inputs) - size + 1, size)] * RUNS:
        started = time.thread_time()
        for one in inputs[first : first + size]:
            work(one)
        least = min(least, time.thread_time() - started)
    return least / size * 1e6


def _received(frames: Sequence[bytes]) -> tuple[float, float]:
    """Microseconds of a core a frame: in the thread that receives, and in ZeroMQ's own."""
    keys = CurveKeys.generate()
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    kind = SocketKind(KIOSKS_DOMAIN, 2 * MAX_CHUNK_BYTES, queued_frames=8)
    door = ThreadAuthenticator(context)  # names each peer, as the intake's own door does
    door.start()
    door.configure_curve(domain="*", location=CURVE_ALLOW_ANY)
    with closing(open_router(context, keys, kind)) as router:
        port = bind(router, HOST, 0)
        with child(_flood, port, keys.public, list(frames)):
            router.poll()
            receive(router)
            time.sleep(FLOOD_AHEAD_S)
            desk, both = time.thread_time(), time.process_time()
            count = 0
            while count < len(frames) - 1:
                router.poll()
                while receive(router) is not None:
                    count += 1
            desk, both = time.thread_time() - desk, time.process_time() - both
    door.stop()
    context.destroy(linger=0)
    return desk / count * 1e6, (both - desk) / count * 1e6


def _flood(port: int, server_key: str, frames: list[bytes]) -> None:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    curve = CurveKeys.generate()
    with closing(context.socket(zmq.DEALER)) as socket:
        socket.curve_serverkey = server_key.encode()
        socket.curve_publickey, socket.curve_secretkey = (
            curve.public.encode(),
            curve.secret.encode(),
        )
        socket.sndhwm = 0
        socket.connect(f"tcp://{HOST}:{port}")
        for frame in frames:
            socket.send(frame, copy=False)
        CONTEXT.Event().wait()  # until this process is ended: what is sent must arrive


@contextmanager
def _store(scratch: Path) -> Iterator[tuple[Ledger, Scribe]]:
    folder = ServerFolder(Path(tempfile.mkdtemp(prefix="stages-", dir=scratch)))
    folder.create()
    create_master_key(folder.master_key)
    engine = open_store(folder.root)
    yield Ledger(engine), Scribe(engine, Vault.open(folder.master_key))
    engine.dispose()


def _deliveries(count: int) -> Iterator[Delivery]:
    """The frames of eight kiosks in turn, as they come off the wire."""
    kiosks = [Kiosk.new(number) for number in range(KIOSKS)]
    frames: list[list[Frame]] = [frames_of(one, count // KIOSKS, batch=1) for one in kiosks]
    for turn in zip(*frames, strict=True):
        for kiosk, frame in zip(kiosks, turn, strict=True):
            seal_key = SealKey.from_hex(kiosk.seal_key).public
            enrolled = Enrolled(kiosk.id, kiosk.id, "zacatecoluca", "z" * 40, seal_key)
            message = decode_from_kiosk(frame.data)
            assert isinstance(message, Entries)
            yield Delivery(enrolled, kiosk.id.encode(), message)


def _judged(scratch: Path) -> float:
    """Microseconds of a core to judge an entry: attempts opened and sealed included."""
    deliveries = list(_deliveries(FRAMES))
    spent = []
    with _store(scratch) as (ledger, scribe):
        for first in range(0, len(deliveries) - PAGES[-1] + 1, PAGES[-1]):
            started = time.thread_time()
            for delivery in deliveries[first : first + PAGES[-1]]:
                ledger.judge(delivery)
            page = ledger.turn()
            spent.append(time.thread_time() - started)
            assert page is not None
            scribe.write(page)
            ledger.written()
    return min(spent) / PAGES[-1] * 1e6


def _written(scratch: Path, count: int) -> float:
    """Microseconds to write an entry and commit, waiting for the disk included."""
    deliveries = list(_deliveries(FRAMES))
    gc.collect()
    spent = []
    with _store(scratch) as (ledger, scribe):
        for first in range(0, len(deliveries) - count + 1, count):
            for delivery in deliveries[first : first + count]:
                ledger.judge(delivery)
            page = ledger.turn()
            assert page is not None
            started = time.perf_counter()
            scribe.write(page)
            spent.append(time.perf_counter() - started)
            ledger.written()
    return min(spent) / count * 1e6


def _disk(scratch: Path, sealed: bytes) -> tuple[float, float]:
    """Microseconds to write a chunk and, beyond that, to have it on the disk."""
    with (scratch / "chunks").open("wb", buffering=0) as file:
        started = time.perf_counter()
        for _ in range(CHUNKS):
            file.write(sealed)
        handed = time.perf_counter() - started
        os.fsync(file.fileno())
        flushed = time.perf_counter() - started - handed
    return handed / CHUNKS * 1e6, flushed / CHUNKS * 1e6


def measure(scratch: Path) -> dict[str, list[dict[str, Any]]]:
    """Both tables, as JSON."""
    return {
        "entries_us": [{"stage": name, "us": round(us, 2)} for name, us in of_entries(scratch)],
        "evidence_ms": [{"stage": name, "ms": round(ms, 3)} for name, ms in of_evidence(scratch)],
    }
