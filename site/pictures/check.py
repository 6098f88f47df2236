"""Checks that products and pictures fit together; needs no Blender.

    python3 site/pictures/check.py

Says what is wrong, one line each, and ends with 1; otherwise says what there is.
"""

import sys
import tomllib
from pathlib import Path

SITE = Path(__file__).resolve().parent.parent
PICTURES = SITE / "static" / "pictures"
ROOMS = {"home-hero", "home-table"}
TOTAL_BYTES_MAX = 6 * 1024 * 1024


def products():
    """The front matter of every product, by slug."""
    answer = {}
    for page in sorted((SITE / "content" / "products").glob("*/index.md")):
        answer[page.parent.name] = tomllib.loads(page.read_text().split("+++")[1])
    return answer


def faults(goods, categories):
    """Everything that does not fit, as sentences."""
    names, skus = set(ROOMS), {}
    for slug, page in goods.items():
        extra = page["extra"]
        if extra["category"] not in categories:
            yield f"{slug}: there is no category {extra['category']}"
        for other in extra["related"]:
            if other not in goods:
                yield f"{slug}: related product {other} does not exist"
        for variant in extra["variants"]:
            names.add(variant["image"])
            if variant["sku"] in skus:
                yield f"{slug}: SKU {variant['sku']} is also in {skus[variant['sku']]}"
            skus[variant["sku"]] = slug
            if len(variant["options"]) != len(extra.get("options", [])):
                yield f"{slug}: {variant['sku']} has another number of options than the product"
    names |= set(categories.values())
    there = {path.stem for path in PICTURES.glob("*.webp")}
    yield from (f"picture {name} is missing" for name in sorted(names - there))
    yield from (f"picture {name} is shown nowhere" for name in sorted(there - names))
    size = sum(path.stat().st_size for path in PICTURES.glob("*.webp"))
    if size > TOTAL_BYTES_MAX:
        yield f"the pictures take {size} bytes, more than {TOTAL_BYTES_MAX}"


def main():
    """Print the faults, or the counts."""
    goods = products()
    categories = {
        c["slug"]: c["image"] for c in tomllib.loads((SITE / "data" / "categories.toml").read_text())["category"]
    }
    wrong = list(faults(goods, categories))
    for line in wrong:
        print(line)
    pictures = list(PICTURES.glob("*.webp"))
    size = sum(path.stat().st_size for path in pictures) / 1e6
    variants = sum(len(page["extra"]["variants"]) for page in goods.values())
    print(f"{len(goods)} products, {variants} SKUs, {len(pictures)} pictures, {size:.2f} MB, {len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
