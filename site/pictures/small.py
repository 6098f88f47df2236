"""Makes the 160-pixel copies that carts, orders and mails show, from the rendered pictures.

    python site/pictures/small.py

Needs Pillow. Copies that exist and are newer than their picture are left alone.
"""

from pathlib import Path

from PIL import Image

PICTURES = Path(__file__).resolve().parent.parent / "static" / "pictures"
SIZE = 160


def main() -> None:
    folder = PICTURES / "small"
    folder.mkdir(exist_ok=True)
    made = 0
    for picture in sorted(PICTURES.glob("*.webp")):
        copy = folder / picture.name
        if picture.name.startswith("home-") or (copy.exists() and copy.stat().st_mtime >= picture.stat().st_mtime):
            continue
        with Image.open(picture) as image:
            image.convert("RGB").resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(copy, quality=78, method=6)
        made += 1
    print(f"{made} small pictures made")


if __name__ == "__main__":
    main()
