"""Renders the shop's pictures that do not exist yet.

    python site/pictures/render.py [--only NAME ...] [--again] [--samples N] [--out FOLDER]

`--only` takes whole names or beginnings of names. Pictures are stored as WebP in
`site/static/pictures/`. Needs `pip install bpy==4.5.15 pillow` (Python 3.11).
"""

import argparse
import contextlib
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pictures
import studio

OUT = Path(__file__).resolve().parent.parent / "static" / "pictures"
SIZE = (640, 640)
SAMPLES = 16


@contextlib.contextmanager
def quiet():
    """The renderer writes its progress to the process's own output; put it away."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def take(shot, path, samples):
    """Build one scene and expose it."""
    studio.clear()
    if shot.mood != "room":
        studio.light(shot.view, shot.target, shot.mood)
    shot.build()
    studio.camera(shot.view, shot.target, **shot.lens)
    width, height = shot.size or SIZE
    studio.expose(path, width, height, samples + shot.extra_samples)


def main():
    """Read what is wanted, render what is missing, say how long each took."""
    ask = argparse.ArgumentParser(description="Render the shop's pictures.")
    ask.add_argument("--only", nargs="*", default=[], help="names, or beginnings of names")
    ask.add_argument("--again", action="store_true", help="render pictures that exist, too")
    ask.add_argument("--samples", type=int, default=SAMPLES)
    ask.add_argument("--out", type=Path, default=OUT)
    wanted = ask.parse_args()
    for name, shot in pictures.ALL.items():
        path = wanted.out / f"{name}.webp"
        if wanted.only and not name.startswith(tuple(wanted.only)):
            continue
        if path.exists() and not wanted.again:
            continue
        begun = time.monotonic()
        with quiet():
            take(shot, path, wanted.samples)
        print(f"{name}: {time.monotonic() - begun:.1f} s, {path.stat().st_size // 1024} KB", flush=True)


if __name__ == "__main__":
    main()
