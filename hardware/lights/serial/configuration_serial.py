"""Room: hardware. What can be set about a light on a serial line, and the models we know."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hardware.lights.light import Signal
from hardware.source import Source, SourceError

OPTIONS = ("model",)
MODELS = Path(__file__).with_name("models.toml")


@dataclass(frozen=True)
class LightModel:
    """How one model is spoken to: `baud`, and the bytes of every signal."""

    baud: int
    commands: Mapping[Signal, bytes]


@dataclass(frozen=True)
class SerialLightConfiguration:
    """`port` is /dev/ttyUSB0, COM3 …"""

    port: str
    model: LightModel


def serial_light_configuration(source: Source) -> SerialLightConfiguration:
    """The configuration a line of settings means. Raises SourceError."""
    if not source.place:
        raise SourceError("say where the light is: serial:/dev/ttyUSB0?model=adafruit")
    name = source.options.get("model", "adafruit")
    known = light_models()
    if name not in known:
        raise SourceError(f"there is no light model {name!r}; it knows: {', '.join(known)}")
    return SerialLightConfiguration(source.place, known[name])


@cache
def light_models(path: Path = MODELS) -> Mapping[str, LightModel]:
    """The models of the table, by name. Raises SourceError, naming what a table lacks."""
    models = {}
    for name, table in tomllib.loads(path.read_text()).items():
        try:
            commands = {signal: bytes.fromhex(table[signal]) for signal in Signal}
            models[name] = LightModel(int(table["baud"]), commands)
        except (KeyError, TypeError, ValueError) as error:
            raise SourceError(
                f"{path.name}, {name}: needs baud and the bytes of off, free, busy, call ({error})"
            ) from error
    return models
