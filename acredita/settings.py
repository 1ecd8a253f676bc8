"""The settings of an installation: one typed object, read from the environment or a file.

Only this room knows it; the other rooms take explicit parameters.
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from acredita.errors import SettingsError
from acredita.settings_files import SETTINGS_FILES

Port = Annotated[int, Field(ge=0, le=65535)]


class Settings(BaseSettings):
    """What an installation may choose. Environment: `ACREDITA_` and the name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="ACREDITA_", toml_file=SETTINGS_FILES, extra="forbid"
    )

    data_dir: Path = Field(
        default=Path("var/site"), description="Folder that holds everything kept."
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    web_port: Port = Field(default=8080, description="Port of the web pages.")
    intake_port: Port = Field(default=5570, description="Port kiosks send attempts to.")
    evidence_port: Port = Field(default=5572, description="Port kiosks send evidence to.")
    pairing_port: Port = Field(default=5571, description="Port a new kiosk is paired on.")
    pulls_port: Port = Field(default=5573, description="Port kiosks ask for packs and codes on.")
    metrics_port: Port = Field(
        default=9570, description="Port for Prometheus, on this machine only; see operations."
    )
    evidence_url: str = Field(
        default="",
        description="Where whole evidence is moved to, `s3://bucket/prefix?endpoint=https://…`;"
        " empty keeps it in the folder. Credentials: AWS_… in the environment.",
    )
    base_url: str = Field(
        default="http://127.0.0.1:8080",
        pattern=r"^https?://[^/\s]+$",
        description="Public address of the web pages: it stands in every QR code.",
    )
    organisation: str = Field(
        default="Instituto de Formación Profesional",
        min_length=1,
        max_length=80,
        description="The organisation that issues certificates.",
    )
    centre: str = Field(
        default="San Salvador",
        min_length=1,
        max_length=80,
        description="The first centre of this server.",
    )
    camera: str = Field(
        default="0", description="Camera of the kiosk: a number, an address or a file."
    )
    intrinsics: Path | None = Field(
        default=None, description="The camera's calibration file (width, height, K, distortion)."
    )
    cameras: Path | None = Field(
        default=None,
        description="A file that names several cameras in step (`acredita camera check FILE`);"
        " then `camera` and `intrinsics` are not used.",
    )
    scanner: str = Field(
        default="",
        description="Code scanner: `serial:/dev/ttyACM0`, `wedge:NAME`, `camera:1`; empty is none.",
    )
    slip_printer: str = Field(
        default="",
        description="Prints slips: `escpos:192.0.2.7:9100`, `escpos:/dev/usb/lp0`, `cups:NAME`.",
    )
    page_printer: str = Field(default="", description="Prints sheets: `cups:NAME`.")
    light: str = Field(
        default="", description="Signal light: `serial:/dev/ttyUSB0?model=adafruit`."
    )
    speaker: str = Field(default="alsa:default", description="Loudspeaker, as `aplay -L` names it.")
    microphone: str = Field(default="", description="Microphone, as `arecord -L` names it.")
    screen_inches: float = Field(
        default=10.1, ge=5, le=100, description="Diagonal of the kiosk's panel: sizes follow it."
    )
    headset: str = Field(
        default="",
        description="Headset: `webxr:8443` (its browser opens the kiosk's page; `?host=` the"
        " kiosk's address), `openxr` for a wired one; empty is none.",
    )
    models_dir: Path | None = Field(
        default=None,
        description="A centre's own models, a folder each; one named like ours takes its place.",
    )
    log_format: str = Field(
        default="text", pattern="^(text|json)$", description="`text` or `json`."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, the environment over files."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def device_lines(settings: Settings) -> dict[str, str]:
    """The devices beside the camera that the settings name: their names and lines."""
    names = ("scanner", "slip_printer", "page_printer", "light", "speaker", "microphone", "headset")
    return {name: line for name in names if (line := str(getattr(settings, name)))}


def load_settings() -> Settings:
    """Return the settings in force here.

    Raises SettingsError, naming the setting and its fault, when one cannot be used.
    """
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
        )
        raise SettingsError(
            f"Mend these settings (environment ACREDITA_… or acredita.toml): {faults}"
        ) from error
