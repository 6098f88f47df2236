"""Books, notebooks, writing paper and pencils."""

import math
import random

from mathutils import Vector

import shapes
import surfaces


def bound(width, height, thickness, cover, hard=True, spine=None):
    """A closed book lying on its back: spine to the left, x across, y up the page."""
    edge = 0.32 if hard else 0.0
    board = 0.28 if hard else 0.06
    bulge = 0.42 if hard else 0.10
    w, t = width / 2 + edge, thickness + 2 * board
    outer = [(w, 0), (-w, 0), (-w - bulge * 0.75, t * 0.18), (-w - bulge, t * 0.5), (-w - bulge * 0.75, t * 0.82), (-w, t), (w, t)]
    inner = [(w, t - board), (-w + 0.1, t - board), (-w - bulge + board, t * 0.5), (-w + 0.1, board), (w, board)]
    case = shapes.plate_of([outer + inner], height + 2 * edge, 0.05 if hard else 0.012, cover)
    shapes.place(case, (0, 0, 0), (90, 0, 0))
    pages = shapes.box((width - 0.1, height, thickness), surfaces.paper("ivory", leaves=True), 0.05, (-0.12, 0, board))
    parts = [case, pages]
    if spine is not None:
        strip = [(-w + 2.2, -0.015), (-w, -0.015), (-w - bulge * 0.76 - 0.015, t * 0.18), (-w - bulge - 0.015, t * 0.5),
                 (-w - bulge * 0.76 - 0.015, t * 0.82), (-w, t + 0.015), (-w + 2.2, t + 0.015), (-w + 2.2, t - 0.1), (-w + 0.1, t * 0.5), (-w + 2.2, 0.1)]
        parts.append(shapes.place(shapes.plate_of([strip], height + 2 * edge + 0.03, 0.012, spine), (0, 0, 0), (90, 0, 0)))
    return parts, t


def printed(points, material, z):
    """A flat shape printed on a cover."""
    return shapes.mesh("print", [(x, y, z) for x, y in points], [tuple(range(len(points)))], material, smooth=False)


def disc(radius, at=(0, 0), count=48):
    """A circle as an outline."""
    return [(at[0] + radius * math.cos(a * math.tau / count), at[1] + radius * math.sin(a * math.tau / count)) for a in range(count)]


def pot_outline(width, height, at):
    """The silhouette of a pot with a rim."""
    half = [(0, 0), (width * 0.30, 0), (width * 0.36, height * 0.1), (width * 0.47, height * 0.74), (width * 0.54, height * 0.76), (width * 0.54, height), (0, height)]
    right = [(at[0] + x, at[1] + y) for x, y in half]
    return right + [(2 * at[0] - x, y) for x, y in reversed(right)]


def leaf_outline(length, at, angle):
    """The silhouette of one leaf."""
    answer = []
    for step in range(40):
        t = step / 40 * math.tau
        x, y = 0.22 * length * math.sin(t) * (1 - 0.35 * math.cos(t)), -length / 2 * math.cos(t) + length / 2
        answer.append((at[0] + x * math.cos(angle) - y * math.sin(angle), at[1] + x * math.sin(angle) + y * math.cos(angle)))
    return answer


def stand(parts, width, turn=0):
    """Stand a lying book on its lower edge, cover to the camera."""
    root = shapes.group(parts)
    return shapes.place(root, (0, 0, width), (84, 0, turn))


def on_clay():
    """A paperback with a drawn bowl."""
    white = surfaces.paper("chalk")
    cover = surfaces.paper("terracotta")
    parts, t = bound(13, 20, 1.3, cover, hard=False)
    bowl = [(4.4 * math.cos(a), 4.4 * math.sin(a) * 0.82 - 1.6) for a in [math.pi + math.pi * i / 40 for i in range(41)]]
    parts.append(printed(bowl, white, t + 0.012))
    parts.append(printed([(-1.6, -5.9), (1.6, -5.9), (1.25, -5.0), (-1.25, -5.0)], white, t + 0.013))
    parts.append(shapes.lettering("On Clay", 2.1, white, (0, 4.9, t + 0.012), align="CENTER"))
    parts.append(shapes.lettering("Where it comes from and why pots crack", 0.52, white, (0, 3.9, t + 0.012), align="CENTER"))
    stand(parts, 10.0)


def slow_table(hard):
    """A green cookbook with plates on it."""
    cover = surfaces.bookcloth("forest") if hard else surfaces.paper("forest")
    cream = surfaces.paper("ivory")
    parts, t = bound(17, 24, 2.2 if hard else 1.7, cover, hard)
    z = t + 0.012
    for radius, at, ring in ((3.9, (-2.6, -3.4), 0.5), (2.5, (4.2, -1.2), 0.4), (1.8, (3.4, -6.6), 0.35)):
        outside, inside = disc(radius, at), disc(radius - ring, at)
        count = len(outside)
        parts.append(shapes.mesh("ring", [(x, y, z) for x, y in outside + inside], [(i, (i + 1) % count, count + (i + 1) % count, count + i) for i in range(count)], cream, False))
        parts.append(printed(disc(radius * 0.55, at), cream, z))
    parts.append(shapes.lettering("The Slow Table", 1.95, cream, (0, 7.6, z), align="CENTER"))
    parts.append(shapes.lettering("Forty dishes that wait for you", 0.72, cream, (0, 6.2, z), align="CENTER"))
    stand(parts, 12.3 if hard else 12.0)


def year_in_pots():
    """An ochre clothbound book with a dark spine and a potted plant."""
    dark = surfaces.bookcloth("forest")
    parts, t = bound(16, 22, 1.9, surfaces.bookcloth("ochre"), True, dark)
    z, ink = t + 0.02, surfaces.paint("forest", 0.7)
    parts.append(printed(pot_outline(5.6, 4.6, (0.9, -8.4)), ink, z))
    for angle, length, at in ((0.0, 5.2, (0.9, -3.4)), (0.62, 4.6, (0.5, -3.4)), (-0.62, 4.6, (1.3, -3.4)), (1.15, 3.4, (0.2, -3.5)), (-1.15, 3.4, (1.6, -3.5))):
        parts.append(printed(leaf_outline(length, at, angle), ink, z))
    parts.append(shapes.lettering("A Year in Pots", 1.75, ink, (0.9, 6.6, z), align="CENTER"))
    parts.append(shapes.lettering("One job a week, one page a job", 0.78, ink, (0.9, 5.3, z), align="CENTER"))
    stand(parts, 11.3)


def journal(color, at=(0, 0, 0), turn=24):
    """A cloth-bound book lying down, its ribbon out at the foot."""
    parts, t = bound(15, 21, 1.7, surfaces.bookcloth(color))
    ribbon = surfaces.bookcloth({"rust": "chalk", "ink": "ochre", "flax": "rust"}[color])
    path = [Vector(p) for p in ((4.0, t * 0.52), (-10.2, t * 0.52), (-11.2, t * 0.48), (-12.4, 0.5), (-14.2, 0.10), (-15.6, 0.09))]
    band = shapes.sheet(shapes.spline(path, 6), 0.55, 0.05, ribbon, 3, rough=0.02, rows=4)
    band.location.x = -2.4
    return shapes.group([*parts, band], at, (0, 0, turn))


def notebook(color, at, turn):
    """A thin sewn notebook with rounded outer corners."""
    cover, pages, thread = surfaces.paper(color), surfaces.paper("ivory", leaves=True), surfaces.bookcloth("chalk")
    outline = shapes.rounded([(-4.5, 0), (-4.5, -7), (4.5, -7, 0.9), (4.5, 7, 0.9), (-4.5, 7), (-4.5, 0)], 0.01)[:-1]
    inner = [(x * 0.985, y * 0.988) for x, y in outline]
    parts = [shapes.place(shapes.plate_of([outline], 0.07, 0.015, cover), (0, 0, z)) for z in (0.04, 0.62)]
    parts.append(shapes.place(shapes.plate_of([inner], 0.52, 0.015, pages), (0, 0, 0.33)))
    back = shapes.lathe(shapes.rounded([(0, -7), (0.325, -7, 0.03), (0.325, 7, 0.03), (0, 7)], 0.03), cover)
    parts.append(shapes.place(back, (-4.45, 0, 0.33), (90, 0, 0)))
    for y in (-4.6, -1.55, 1.5, 4.55):
        parts.append(shapes.strand([Vector((-4.62, y - 1.0, 0.63)), Vector((-4.66, y, 0.645)), Vector((-4.62, y + 1.0, 0.63))], 0.05, thread))
    return shapes.group(parts, at, (0, 0, turn))


def notebooks(color):
    """Three notebooks, fanned."""
    for index, (x, y, turn) in enumerate(((2.4, 1.6, -24), (0.3, 0.2, -3), (-2.0, -0.6, 19))):
        notebook(color, (x, y, index * 0.70), turn)


def envelope(material, at, turn):
    """An envelope, flap up, with the flap's edge showing."""
    body = shapes.box((16, 11, 0.12), material, 0.03)
    path = [(-8, 5.4), (0, -1.4), (8, 5.4)]
    flap = shapes.plate_of([shapes.rounded([(0, 5.45), *path[:2], path[2], (0, 5.45)], 0.6)[:-1]], 0.03, 0.005, material)
    shapes.place(flap, (0, 0, 0.155), (-0.5, 0, 0))
    return shapes.group([body, flap], at, (0, 0, turn))


def letter_set(color):
    """Sheets with envelopes on them, tied with a ribbon."""
    sheet, edge = surfaces.paper(color), surfaces.paper(color, leaves=True)
    chance = random.Random(2)
    parts = [shapes.box((15, 21, 0.62), edge, 0.03)]
    for index in range(7):
        parts.append(envelope(sheet, (chance.uniform(-0.12, 0.12), chance.uniform(-0.12, 0.12), 0.63 + index * 0.17), chance.uniform(-0.8, 0.8) + 90))
    ribbon = surfaces.bookcloth("rust")
    top, half = 1.93, 5.72
    loop = [(0, top), (half - 0.1, top), (half + 0.02, top - 0.1), (half + 0.06, 0.7), (7.6, 0.66), (7.62, 0.0)]
    path = [Vector((-x, z)) for x, z in reversed(loop)] + [Vector(p) for p in loop[1:]]
    band = shapes.sheet(path, 0.9, 0.03, ribbon, 4, rough=0.0, rows=6)
    band.rotation_euler.z = math.pi / 2
    parts.append(band)
    for side in (1, -1):
        bow = [Vector((0, top + 0.1)), Vector((1.3 * side, top + 1.0)), Vector((2.7 * side, top + 0.95)), Vector((2.9 * side, top + 0.35)), Vector((1.4 * side, top + 0.15)), Vector((0, top + 0.12))]
        parts.append(shapes.place(shapes.sheet(shapes.spline(bow, 6), 0.85, 0.03, ribbon, 5, 0.02, 6), (0, 0, 0), (0, 0, 24 * side)))
        tail = [Vector((0, top + 0.12)), Vector((1.2 * side, top + 0.25)), Vector((2.6 * side, top + 0.06)), Vector((3.9 * side, top + 0.12))]
        parts.append(shapes.place(shapes.sheet(shapes.spline(tail, 6), 0.85, 0.03, ribbon, 6, 0.02, 6), (0, 0, 0), (0, 0, -34 * side)))
    parts.append(shapes.place(shapes.box((0.9, 0.9, 0.4), ribbon, 0.18), (0, 0, top - 0.02)))
    shapes.group(parts, (0, 0, 0), (0, 0, 62))


def pencil(at, turn, seed):
    """A round pencil of oiled cedar, sharpened."""
    timber = surfaces.wood("cedar", "z", (seed * 2.0 + 1, 1.0 + seed))
    cut = surfaces.wood("ash", "z", (seed + 2.0, 2.0), 2.0, 0.7)
    lead = surfaces.paint("graphite", 0.35)
    body = shapes.lathe(shapes.rounded([(0, 0), (0.36, 0, 0.03), (0.36, 15.4), (0.355, 15.5)], 0.03), timber, steps=40)
    cone = shapes.lathe([Vector((0.357, 15.45)), Vector((0.10, 17.1))], cut, steps=40)
    tip = shapes.lathe(shapes.rounded([(0.105, 17.08), (0.02, 17.62, 0.02), (0, 17.64)], 0.02), lead, steps=24)
    core = shapes.lathe([Vector((0, -0.004)), Vector((0.12, -0.004))], lead, steps=24)
    root = shapes.group([body, cone, tip, core])
    return shapes.place(root, at, (90, 0, turn))


def pencils():
    """Six side by side, one of them rolled a little away."""
    shifts = [0.3, -0.25, 0.1, -0.1, 0.35, 0.9]
    turns = [40.0, 40.4, 39.7, 40.2, 42.6, 31.0]
    aside = [0, 0, 0, 0, 0.3, 1.6]
    for index, (shift, turn) in enumerate(zip(shifts, turns)):
        angle = math.radians(turn)
        across, along = (index - 2.5) * 0.78 + aside[index] - 0.5, shift - 8.8
        at = (across * math.cos(angle) + along * math.sin(angle), across * math.sin(angle) - along * math.cos(angle), 0.36)
        pencil(at, turn, index)
