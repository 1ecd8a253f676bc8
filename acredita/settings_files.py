"""Where settings lie; apart from `settings.py`, which is slow to load."""

from pathlib import Path

SETTINGS_FILES = (Path("/etc/acredita/acredita.toml"), Path("acredita.toml"))
"""The machine's, then that of the folder one works in, which wins setting by setting."""
