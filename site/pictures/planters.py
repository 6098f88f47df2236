"""For the garden: pots, the can, twine and the storm lantern."""

import math
import random

from mathutils import Vector

import plants
import shapes
import studio
import surfaces


def pot(finish, radius, height, at=(0, 0, 0), wall=1.0, scale=1.0, rim=0.2):
    """A round pot, narrower below, with a heavy rim."""
    coat = surfaces.glaze(finish, scale)
    r, h, band = radius, height, height * rim
    profile = shapes.rounded(
        [(0, 0), (r * 0.70, 0, wall * 0.4), (r * 0.90, h - band, wall * 0.25), (r * 0.985, h - band + wall * 0.15, wall * 0.3), (r, h, wall * 0.45),
         (r - wall, h, wall * 0.4), (r - wall * 1.15, h * 0.8, 1), (r * 0.6, wall), (0, wall)],
        0.3,
    )
    made = shapes.lathe(profile, coat, 0.005, lambda _i, _n, p: 0.5 if p.y > h * 0.97 else 0.0)
    return shapes.place(made, at)


def terrace_planter(color):
    """The 12 kg planter with a small olive tree."""
    finish = {"terracotta": "terracotta", "basalt": "basalt"}[color]
    pot(finish, 21, 38, wall=2.2, scale=0.35)
    plants.soil(18.4, (0, 0, 34.2))
    plants.tree((0.5, 0, 33.5), 62, 27)


def herb_pots(color):
    """Three pots on saucers, with the herbs they were made for."""
    finish = {"terracotta": "terracotta", "chalk": "whitewash"}[color]
    for index, (kind, at) in enumerate((("basil", (-12.6, 0.6)), ("chives", (0.4, -1.4)), ("thyme", (13.0, 0.8)))):
        x, y = at
        pot(finish, 5.5, 9.6, (x, y, 1.0), wall=0.6, scale=0.9, rim=0.24)
        saucer = shapes.rounded([(0, 0), (5.2, 0, 0.2), (6.3, 1.8, 0.2), (5.9, 1.8, 0.2), (4.9, 0.7, 0.3), (0, 0.7)], 0.2)
        shapes.place(shapes.lathe(saucer, surfaces.glaze(finish, 0.9), 0.006), (x, y, 0))
        plants.soil(4.7, (x, y, 9.3), index)
        plants.tuft((x, y, 9.0), {"basil": 5.2, "chives": 4.0, "thyme": 5.0}[kind], {"basil": 9.5, "chives": 13.0, "thyme": 7.0}[kind], kind, index + 2)


def watering_can(color):
    """A small can whose thin spout starts at the bottom."""
    skin = surfaces.metal("zinc") if color == "zinc" else surfaces.paint("forest", 0.38)
    body = [(0, 0.3), (6.9, 0.3, 0.2), (7.0, 0.0, 0.1), (7.15, 0.5, 0.2), (6.3, 13.0, 0.4), (6.42, 13.3, 0.15), (6.2, 13.6, 0.15), (6.0, 13.2), (6.6, 1.0), (0, 0.9)]
    shapes.lathe(shapes.rounded(body, 0.15), skin)
    shapes.lathe([Vector((0, 9.5)), Vector((6.2, 9.5))], surfaces.water())
    half = shapes.lathe(shapes.rounded([(6.1, 13.35), (3.2, 14.0, 0.3), (3.0, 13.8)], 0.2), skin)
    half.location.z = 0.0
    shapes.tube([(-5.6, 0, 2.0), (-9.0, 0, 3.6), (-13.0, 0, 9.0), (-17.5, 0, 14.2), (-21.0, 0, 15.2)], [1.35, 1.15, 0.8, 0.58, 0.46], skin, resolution=8)
    shapes.tube([(6.3, 0, 3.4), (10.6, 0, 8.6), (9.4, 0, 17.4), (2.5, 0, 21.0), (-3.8, 0, 17.6), (-5.6, 0, 13.4)], 0.42, skin, flat=2.2)


def garden_twine(color):
    """A wooden spool wound with jute, its end lying loose."""
    timber, thread = surfaces.wood("beech", "z", (2.0, 4.0)), surfaces.jute(color)
    for z in (0.0, 10.4):
        profile = shapes.rounded([(0, 0), (4.3, 0, 0.3), (4.5, 0.55, 0.4), (4.3, 1.1, 0.3), (1.0, 1.1, 0.1), (1.0, 0.9), (0, 0.9)], 0.2)
        shapes.place(shapes.lathe(profile, timber), (0, 0, z))
    chance = random.Random(8)
    for layer, (radius, start, end) in enumerate(((3.05, 1.25, 10.2), (3.38, 1.4, 10.0), (3.66, 2.2, 9.4))):
        turns, points = 27 - layer * 4, []
        for step in range(turns * 22):
            t = step / (turns * 22)
            z = start + (end - start) * t + chance.uniform(-0.018, 0.018)
            angle = t * turns * math.tau * (1 if layer % 2 == 0 else -1)
            r = radius + 0.05 * math.sin(angle * 3.1 + layer) + chance.uniform(-0.012, 0.012)
            points.append(Vector((r * math.cos(angle), r * math.sin(angle), z)))
        shapes.strand(points, 0.18, thread, resolution=3)
    loose = [(3.5, -1.5, 3.2), (4.9, -2.6, 1.2), (6.6, -3.4, 0.25), (9.0, -2.6, 0.18), (10.6, -0.2, 0.18), (9.2, 1.6, 0.18), (7.8, 0.0, 0.22), (9.0, -3.0, 0.5), (12.0, -5.0, 0.18)]
    shapes.strand(shapes.spline(loose, 12), 0.18, thread, resolution=3)


def storm_lantern(height):
    """A glass cylinder on an oak foot, with a candle burning in it."""
    timber = surfaces.wood("oak", "x", (2.0, 8.0))
    shapes.lathe(shapes.rounded([(0, 0), (6.6, 0, 0.3), (6.6, 2.2, 0.4), (5.4, 2.3, 0.1), (5.3, 2.0), (0, 2.0)], 0.2), timber)
    glass = shapes.rounded([(5.55, 2.2), (5.55, height), (5.42, height + 0.08, 0.05), (5.3, height), (5.3, 2.2)], 0.05)
    shapes.lathe(glass, surfaces.clear_glass())
    tall = 7.0 if height < 20 else 12.0
    s = surfaces.Shader("wax")
    heat = s.ramp(s.math("DIVIDE", s.node("SeparateXYZ", Vector=s.place()).outputs["Z"], tall + 2), 0.0, 0.55, 0.35, 1.0)
    s.set(Base_Color=(0.80, 0.72, 0.58), Roughness=0.55, Emission_Color=s.mix(1.0, (1.0, 0.62, 0.28), heat, "MULTIPLY"), Emission_Strength=0.9)
    shapes.lathe(shapes.rounded([(0, 2.0), (3.3, 2.0, 0.1), (3.3, 2 + tall, 0.35), (2.7, 1.7 + tall, 0.4), (0, 1.5 + tall)], 0.3), s.material, 0.006)
    top = tall + 1.5
    shapes.strand([Vector((0, 0, top)), Vector((0.05, 0, top + 0.7)), Vector((0.16, 0, top + 1.1))], 0.09, surfaces.paint("black"))
    flame = shapes.lathe(shapes.spline([(0, 0), (0.34, 0.45), (0.42, 0.95), (0.26, 1.8), (0.08, 2.6), (0, 2.9)], 6), surfaces.glow((1.0, 0.62, 0.22), 16), steps=32)
    shapes.place(flame, (0.12, 0, top + 0.75))
    studio.bulb((0.12, 0, top + 1.8), 9000, 0.3, (1.0, 0.6, 0.28))
