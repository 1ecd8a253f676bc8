"""Room: scenarios. Draw every pack's pictures into its folder."""

from pathlib import Path

from scenarios.pictures import PICTURES

ROOT = Path(__file__).resolve().parents[1]

for pack_id, pictures in PICTURES.items():
    folder = ROOT / pack_id / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in pictures.items():
        draw().save(folder / name)
        print(f"{pack_id}/pictures/{name}: {(folder / name).stat().st_size // 1024} KiB")
