"""A fault proxy: stands between kiosk and intake and treats their TCP streams badly, by a seed.

Touches loopback sockets only. What the kiosk sends is sealed by CURVE, so the proxy works blindly
on bytes, as a bad network does.
"""

import asyncio
import contextlib
import random
import threading
from collections import Counter
from dataclasses import dataclass
from types import TracebackType
from typing import Self

BLOCK_BYTES = 16 * 1024
QUEUED_BLOCKS = 64
HELD_AT_MOST_S = 0.5


@dataclass(frozen=True)
class Weather:
    """How badly a link behaves. Rates are chances for each block of up to 16 KiB that passes.

    `delay_s` and up to `jitter_s` more pass before a block goes on; `bytes_per_s` throttles each
    direction of a connection. `reorder`: the block waits until another connection's has passed
    (within a connection TCP keeps the order). `cut`: the connection is reset. `half_open`: it goes
    silent for good and neither side is told. `corrupt`: one byte is changed.
    """

    delay_s: float = 0.0
    jitter_s: float = 0.0
    bytes_per_s: float | None = None
    reorder: float = 0.0
    cut: float = 0.0
    half_open: float = 0.0
    corrupt: float = 0.0


CLEAR = Weather()


class FaultProxy:
    """Listens on `port` and passes on to `target` (a port on loopback), in a thread of its own.

    `weather` may be changed at any time. `faults` counts what was done to the link, `forwarded`
    the bytes that reached the target.
    """

    def __init__(self, target: int, weather: Weather = CLEAR, seed: int = 0) -> None:
        self.target = target
        self.weather = weather
        self.faults: Counter[str] = Counter()
        self.forwarded = 0
        self.down = False
        self.port = 0
        self._seed = seed
        self._accepted = 0
        self._passed = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fault proxy", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10), "the fault proxy did not start"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def cut(self) -> None:
        """Reset every connection now; new ones are let through."""
        self._loop.call_soon_threadsafe(self._cut_all)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._accept, "127.0.0.1", 0, limit=4 * BLOCK_BYTES)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        self._cut_all()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def _cut_all(self) -> None:
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.down:
            writer.transport.abort()
            return
        self._accepted += 1
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:  # the intake is not running
            writer.transport.abort()
            return
        both = (writer, back)
        self._open.update(both)
        chance = [random.Random(f"{self._seed} {self._accepted} {way}") for way in ("up", "down")]
        silent = asyncio.Event()
        ways = (
            _Way(self, reader, back, both, chance[0], silent, counted=True),
            _Way(self, there, writer, both, chance[1], silent, counted=False),
        )
        for way in ways:
            for work in (way.receive(), way.send()):
                task = self._loop.create_task(work)
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def passed(self, size: int, counted: bool) -> None:
        """Note that a block went on its way."""
        self._passed += 1
        self.forwarded += size if counted else 0

    async def others(self) -> None:
        """Wait until a block of any other direction has passed."""
        before, waited = self._passed, 0.0
        while self._passed == before and waited < HELD_AT_MOST_S:
            await asyncio.sleep(0.005)
            waited += 0.005


class _Way:
    """One direction of one connection: blocks wait in a queue until they are due."""

    def __init__(
        self,
        proxy: FaultProxy,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        both: tuple[asyncio.StreamWriter, asyncio.StreamWriter],
        chance: random.Random,
        silent: asyncio.Event,
        *,
        counted: bool,
    ) -> None:
        self._proxy = proxy
        self._reader = reader
        self._writer = writer
        self._both = both
        self._chance = chance
        self._counted = counted
        self._silent = silent
        self._queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(QUEUED_BLOCKS)

    async def receive(self) -> None:
        loop = asyncio.get_running_loop()
        due = 0.0
        with contextlib.suppress(OSError):
            while block := await self._reader.read(BLOCK_BYTES):
                weather = self._proxy.weather
                self._proxy.faults["delayed"] += weather.delay_s > 0 or weather.jitter_s > 0
                late = weather.delay_s + weather.jitter_s * self._chance.random()
                due = max(due, loop.time() + late)
                await self._queue.put((due, block))
        await self._queue.put((due, b""))

    async def send(self) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(OSError):
            while True:
                due, block = await self._queue.get()
                if not block:
                    break
                await asyncio.sleep(max(0.0, due - loop.time()))
                if not await self._treat(block):
                    break
        if not self._silent.is_set():  # in a half-open link nobody is told
            self._end()

    async def _treat(self, block: bytes) -> bool:
        """Send one block on, or do to it what the weather says; False when the link is cut."""
        weather, faults = self._proxy.weather, self._proxy.faults
        if self._happens(weather.cut):
            faults["cut"] += 1
            return False
        if not self._silent.is_set() and self._happens(weather.half_open):
            faults["half_open"] += 1
            self._silent.set()
        if self._silent.is_set():
            return True
        if self._happens(weather.corrupt):
            faults["corrupt"] += 1
            at = self._chance.randrange(len(block))
            block = (
                block[:at] + bytes([block[at] ^ 1 << self._chance.randrange(8)]) + block[at + 1 :]
            )
        if self._happens(weather.reorder):
            faults["reorder"] += 1
            await self._proxy.others()
        if weather.bytes_per_s:
            faults["throttled"] += 1
            await asyncio.sleep(len(block) / weather.bytes_per_s)
        self._writer.write(block)
        await self._writer.drain()
        self._proxy.passed(len(block), self._counted)
        return True

    def _corrupted(self, block: bytes) -> bytes:
        changed = bytearray(block)
        changed[self._chance.randrange(len(block))] ^= 1 << self._chance.randrange(8)
        return bytes(changed)

    def _happens(self, rate: float) -> bool:
        return rate > 0 and self._chance.random() < rate

    def _end(self) -> None:
        for writer in self._both:
            writer.transport.abort()
