"""`acredita headset`: try one, record its poses, play a step in it, compare it with the screen."""

import sys
import time
from pathlib import Path
from typing import Annotated

import msgspec
import typer

app = typer.Typer(help="Try a headset, and compare it with the screen.", no_args_is_help=True)


@app.command()
def watch(
    line: Annotated[
        str, typer.Argument(help="As in the settings: openxr, replay:FILE, simulated.")
    ],
    seconds: Annotated[float, typer.Option(min=0.1, max=3600, help="For how long.")] = 5.0,
    record: Annotated[
        Path | None, typer.Option(help="Keep the poses in this file (.acpt).")
    ] = None,
) -> None:
    """Look at what a headset says of head and hands: how often, and whether a person can do that.

    Prints one JSON object. Exit code 1 when nothing came, or what no person does.
    """
    from hardware.headset import HeadsetEndedError, Judge, TrackWriter, open_headset

    headset, judge = open_headset(line), Judge()
    frames = hands = lost = 0
    first = last = 0.0
    file = record.open("wb") if record is not None else None
    writer = TrackWriter(file) if file is not None else None
    headset.connect()
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            came = headset.poll()
            judge.look(came)
            if writer is not None:
                writer.add(came)
            for frame in came:
                first, last = first or frame.t_ms, frame.t_ms
                frames += 1
                hands += frame.left_hand is not None or frame.right_hand is not None
                lost += frame.lost
            time.sleep(0.002)
    except HeadsetEndedError:
        pass  # a recording is over: what came is what there is
    finally:
        name = headset.name
        headset.disconnect()
        if writer is not None and file is not None:
            writer.finish()
            file.close()
    told = {
        "headset": name,
        "frames": frames,
        "hz": round((frames - 1) / (last - first) * 1000, 1) if last > first else 0.0,
        "with_hands": hands,
        "lost": lost,
        "odd": len(judge.odd),
        "person": frames > 0 and not judge.forged,
    }
    sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
    raise typer.Exit(0 if told["person"] else 1)


@app.command()
def trial(
    pack: Annotated[str, typer.Argument(help="Id or folder of the pack.")],
    step: Annotated[str | None, typer.Option(help="A step with `vr`; else the first.")] = None,
    language: Annotated[str, typer.Option(help="es, en or fr.")] = "es",
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the scene; else drawn.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any that is free.")] = 8443,
    host: Annotated[str, typer.Option(help="Name or address headsets reach this by.")] = "",
    seated: Annotated[bool, typer.Option("--seated", help="For somebody who sits.")] = False,
) -> None:
    """Play one step of a pack in a headset without a paired kiosk, for whoever writes a scene.

    Prints the address to open, then at the end what was proposed. Nothing is kept.
    """
    from kiosk.vr.trial import main

    arguments = ["--pack", pack, "--language", language, "--port", str(port), "--host", host]
    arguments += ["--step", step] if step is not None else []
    arguments += ["--seed", str(seed)] if seed is not None else []
    raise typer.Exit(main(arguments + (["--seated"] if seated else [])))


@app.command()
def fairness(
    scenario: Annotated[
        list[str] | None, typer.Argument(help="Ids of scenarios; else all that can be played.")
    ] = None,
    candidates: Annotated[int, typer.Option(min=10, max=1000, help="Made of code.")] = 60,
    slower: Annotated[
        float, typer.Option(min=0.5, max=5, help="How many times slower in the headset.")
    ] = 1.0,
    luck: Annotated[int, typer.Option(min=1, max=20, help="Tries of each candidate.")] = 4,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON array.")] = False,
) -> None:
    """Compare screen and headset with the same candidates made of code, of every skill.

    Exit code 1 when a difference of over 0.15 standard deviations was found.
    """
    from kiosk.vr.fairness import compare_modes
    from scenarios import find_packs, load_pack

    packs = [load_pack(name) for name in scenario] if scenario else find_packs()
    found = [
        compare_modes(pack, candidates, slower=slower, luck=luck)
        for pack in packs
        if pack.vr_by_step
    ]
    if as_json:
        sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
    else:
        for one in found:
            mark = "✗" if one.flagged else "✓"
            typer.echo(
                f"{mark} {one.scenario}: {one.same_scores} of {one.candidates} candidates the same,"
                f" difference {one.difference:+.2f} standard deviations"
            )
            for mode in one.modes:
                typer.echo(
                    f"    {mode.mode:8} mean {mode.mean:.3f}, sd {mode.sd:.3f}, passed"
                    f" {mode.passed:.0%}, correlation with skill {mode.correlation:.3f}"
                )
    raise typer.Exit(1 if any(one.flagged for one in found) else 0)
