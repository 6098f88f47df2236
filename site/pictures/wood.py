"""Things cut, turned and joined from wood."""

import math

from mathutils import Vector

import linen
import shapes
import surfaces


def long_board(timber, length, width, turn=38):
    """A board from one plank with a rounded handle and a hole to hang it by."""
    half, grip = width / 2, 1.75
    body = length * 0.70
    side = [(0, 0), (half, 0, 1.8), (half, body, 5.0), (grip, body + half * 0.75, 3.5), (grip, length, grip * 0.98), (0, length)]
    right = shapes.rounded(side, 1.0, arc=10)
    outline = [(p.x, p.y) for p in right] + [(-p.x, p.y) for p in reversed(right[1:-1])]
    hole = [(0.75 * math.cos(a * math.tau / 28), length - 1.9 - 0.75 * math.sin(a * math.tau / 28)) for a in range(28)]
    board = shapes.plate_of([outline, hole], 2.2, 0.35, surfaces.wood(timber, "y", (2.5, 7.5)))
    angle = math.radians(turn)
    middle = length / 2
    return shapes.place(board, (middle * math.sin(angle), -middle * math.cos(angle), 1.1), (0, 0, turn))


def spoon_section(y, half, top, bottom, hollow, rise):
    """One ring of a spoon: a rounded slab with the top hollowed."""
    ring = []
    for step in range(13):
        x = -math.cos(math.pi * step / 12)
        bow = math.sqrt(max(0.0, 1 - x * x))
        ring.append((half * x, y, rise + top * bow**0.6 - hollow * max(0.0, 1 - (x * 1.18) ** 2)))
    for step in range(1, 12):
        x = math.cos(math.pi * step / 12)
        ring.append((half * x, y, rise - bottom * math.sqrt(max(0.0, 1 - x * x)) ** 0.9))
    return ring


def spoon(timber, stirrer, at, turn):
    """A round spoon, or a stirrer with a straight, slanted edge."""
    sections = []
    for step in range(91):
        t = step / 90
        y = 30.0 * t
        half = 0.62 + 0.10 * math.sin(math.pi * min(1.0, t / 0.6)) - 0.12 * math.exp(-((t - 0.66) / 0.07) ** 2)
        half *= min(1.0, math.sqrt(max(0.001, 1 - (1 - min(1.0, t / 0.025)) ** 2)))
        top, bottom, hollow, rise = 0.42, 0.46, 0.0, 0.55
        if t > 0.70:
            u = (t - 0.70) / 0.30
            head = math.sqrt(max(0.0, 1 - (2 * u - 1) ** 2)) if not stirrer else min(1.0, math.sqrt(u * 2.6))
            spread = 2.75 if not stirrer else 2.6
            end = 1.0 if not stirrer else min(1.0, math.sqrt(max(0.001, 1 - max(0.0, (u - 0.94) / 0.06) ** 2)))
            half = max(half * (1 - u) if not stirrer else half, spread * head) * (end if stirrer else 1)
            half = max(half, 0.04)
            lift = math.sin(math.pi * min(1, u))
            if stirrer:
                top = bottom = 0.42 - 0.22 * u
                rise = 0.55 - 0.12 * u
            else:
                hollow, bottom = 0.95 * lift, 0.46 + 0.55 * lift
                rise = 0.55 + 0.5 * lift
        sections.append(spoon_section(y, half, top, bottom, hollow, rise))
    if stirrer:
        sections = [[(x, y + (x * 0.45 if y > 24 else x * 0.45 * max(0.0, (y - 20) / 4)), z) for x, y, z in ring] for ring in sections]
    made = shapes.loft(sections, surfaces.wood(timber, "y", (1.5, 2.2)))
    return shapes.place(made, at, (0, 0, turn))


def spoons(timber):
    """The pair, side by side."""
    for stirrer, x, y, turn in ((False, -3.9, 1.6, -36), (True, 3.4, -1.2, -30)):
        angle = math.radians(turn)
        spoon(timber, stirrer, (x + 15 * math.sin(angle), y - 15 * math.cos(angle), 0), turn)


def recipe_box(timber):
    """A finger-jointed box, its lid moved back over the cards."""
    front, end = surfaces.wood(timber, "x", (-5.0, 13.0), 0.4), surfaces.wood(timber, "y", (13.0, 5.0), 0.4)
    cover = surfaces.wood(timber, "x", (12.0, 1.5), 0.45)
    tips, tips_y = surfaces.wood(timber, "z", (4.0, 9.0), 1.3, 0.5), surfaces.wood(timber, "z", (9.0, 3.0), 1.3, 0.5)
    long, wide, high, wall = 19.0, 13.0, 10.2, 1.0
    parts = [shapes.box((long - 0.05, wall, high), front, 0.06, (0, side * (wide - wall) / 2, 0)) for side in (-1, 1)]
    parts += [shapes.box((wall, wide - 0.05, high - 0.02), end, 0.06, (side * (long - wall) / 2, 0, 0.01)) for side in (-1, 1)]
    count = 7
    for index in range(count):
        z, tall = index * high / count, high / count - 0.015
        for sx in (-1, 1):
            for sy in (-1, 1):
                shown = (wall + 0.05, wall, tall) if index % 2 else (wall, wall + 0.05, tall)
                at = (sx * ((long - wall) / 2 + (0.03 if index % 2 else 0)), sy * ((wide - wall) / 2 + (0 if index % 2 else 0.03)), z)
                parts.append(shapes.box(shown, tips if index % 2 else tips_y, 0.04, at, 2))
    parts.append(shapes.box((long - 2, wide - 2, 0.6), end, 0.02, (0, 0, 0.4)))
    card = surfaces.paper("ivory", leaves=False)
    for index in range(16):
        x = 7.7 - index * 0.30
        lean = shapes.box((0.045, 10.3, 10.6 if index % 6 else 11.4), card, 0.01, (x, 0, 1.0))
        lean.rotation_euler.y = math.radians(4 + index * 0.3)
        parts.append(lean)
    lid = shapes.box((long + 0.1, wide + 0.1, 1.3), cover, 0.22)
    parts.append(shapes.place(lid, (-4.4, 0.0, high + 0.02), (0, 0, 0)))
    shapes.group(parts, (0, 0, 0), (0, 0, 24))


def rolling_pin():
    """A tapered pin on a folded cloth."""
    profile = shapes.spline([(0, -23), (0.9, -22.9), (1.35, -22.4), (1.55, -19), (1.95, -9), (2.1, 0), (1.95, 9), (1.55, 19), (1.35, 22.4), (0.9, 22.9), (0, 23)], 8)
    pin = shapes.lathe([Vector((max(0.0, p.x), p.y)) for p in profile], surfaces.wood("beech", "z", (2.0, 3.5), 1.2))
    shapes.place(pin, (0, 0, 4.15), (90, 0, 58))
    linen.folded(surfaces.cloth("flax"), 30, 21, 6, 0.34, (0.5, 0, 0), -14, seed=12)


def turned_bowl(timber, radius, height, at=(0, 0, 0)):
    """A bowl turned from one block: the rings run through it."""
    r, h = radius, height
    outside = [(0, 0), (r * 0.40, 0), (r * 0.46, 0.25), (r * 0.70, h * 0.22), (r * 0.90, h * 0.58), (r * 0.995, h * 0.92), (r, h)]
    inside = [(r - 0.28, h + 0.2), (r - 0.62, h * 0.97), (r * 0.88 - 0.45, h * 0.60), (r * 0.64, h * 0.27), (r * 0.32, h * 0.155), (0, h * 0.14)]
    profile = shapes.spline(outside, 8) + shapes.spline(inside, 8)
    made = shapes.lathe(profile, surfaces.wood(timber, "x", (1.0, 9.0 + h)), 0.004)
    return shapes.place(made, at, (0, 0, 20))


def pepper_mill(timber, height):
    """A turned mill: body, waist, head, and the brass nut."""
    h = height
    grain = surfaces.wood(timber, "z", (2.2, 3.0))
    body = [(0, 0), (2.75, 0, 0.25), (2.85, h * 0.10, 1.0), (2.5, h * 0.26, 2.0), (1.75, h * 0.46, 2.5), (2.15, h * 0.63, 1.5), (2.45, h * 0.68, 0.5), (2.35, h * 0.712, 0.15), (0, h * 0.712)]
    head = [(0, h * 0.722), (2.3, h * 0.722, 0.15), (2.5, h * 0.76, 0.5), (2.55, h * 0.84, 1.0), (2.2, h * 0.93, 1.0), (1.1, h * 0.962, 0.4), (0, h * 0.962)]
    shapes.lathe(shapes.rounded(body, 0.4, arc=9), grain)
    shapes.lathe(shapes.rounded(head, 0.4, arc=9), grain)
    shapes.lathe(shapes.rounded([(0, h * 0.70), (2.1, h * 0.70), (2.1, h * 0.73), (0, h * 0.73)], 0.02), surfaces.paint("black"))
    top = h * 0.962
    shapes.lathe(shapes.rounded([(0, top), (0.75, top, 0.1), (0.62, top + 0.35, 0.1), (0.62, top + 0.55, 0.2), (0.85, top + 0.85, 0.25), (0.6, top + 1.25, 0.25), (0, top + 1.3)], 0.1), surfaces.metal("brass"))


def round_tray(timber):
    """A tray pressed from veneer: thin, with an upright edge."""
    profile = shapes.rounded([(0, 0.1), (16.6, 0.1, 1.3), (18.0, 3.0, 0.12), (17.6, 3.05, 0.12), (16.35, 0.55, 1.1), (0, 0.5)], 0.2, arc=8)
    made = shapes.lathe(profile, surfaces.wood(timber, "x", (2.0, 16.0), 0.8, 0.3))
    return shapes.place(made, (0, 0, 0), (0, 0, 28))
