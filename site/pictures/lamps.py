"""Lamps: each is lit, because that is what a lamp looks like."""

import math

import shapes
import studio
import surfaces


def cord(material, points, radius=0.32):
    """A fabric cord lying where it fell."""
    return shapes.tube(points, radius, material, resolution=3)


def shell(outside, inside, outer, inner):
    """A thin shade with one finish outside and another inside."""
    return [shapes.lathe(outside, outer), shapes.lathe(inside, inner)]


def dune(color):
    """A wide dome on a short clay foot, 34 cm high."""
    outer, inner = surfaces.paint(color, 0.45), surfaces.paint("white", 0.6)
    clay = surfaces.glaze("pale clay")
    dome = [(14.1, 19.4), (13.9, 22.2), (12.8, 26.0), (10.4, 29.4), (7.0, 32.2), (3.2, 33.7), (0, 34.0)]
    inside = [(r * 0.985 if r else 0, z - 0.3) for r, z in dome]
    shell(shapes.spline(dome, 9), shapes.spline(inside, 9), outer, inner)
    shapes.lathe(shapes.rounded([(13.8, 19.3), (14.16, 19.2, 0.1), (14.16, 19.6)], 0.1), outer)
    foot = [(0, 0), (6.0, 0), (6.7, 0.5), (6.6, 1.8), (5.2, 4.2), (3.5, 8.0), (2.7, 12.5), (2.5, 16.5), (2.3, 19.0), (0, 19.2)]
    shapes.lathe(shapes.spline(foot, 8), clay, 0.008)
    shapes.lathe(shapes.rounded([(0, 19), (1.3, 19), (1.3, 23), (0, 23)], 0.2), surfaces.metal("brass"))
    shapes.place(shapes.lathe(shapes.spline([(0, -2.6), (1.6, -2.0), (2.3, 0), (1.5, 1.9), (0, 2.4)], 6),
                              surfaces.glow((1.0, 0.80, 0.55), 14)), (0, 0, 25))
    studio.bulb((0, 0, 23.5), 42000, 2.4)
    cord(surfaces.plain("black"), [(4, 5, 0.35), (14, 9, 0.35), (22, 4, 0.35), (33, 10, 0.35), (60, 22, 0.35)])


def atelier(shade, base, flex):
    """The lamp to choose: linen or enamel shade, a turned base, a colored cord."""
    timber = surfaces.wood(base, "z", (2.2, 3.4))
    turned = [(0, 0.3), (7.6, 0.3, 0.3), (8.0, 1.3, 0.5), (7.2, 2.3, 0.6), (3.6, 3.6, 1.5), (2.15, 6.5, 2.0), (2.7, 13.0, 4.0),
              (3.5, 17.2, 2.0), (2.6, 20.6, 1.2), (1.3, 21.4, 0.3), (0, 21.4)]
    shapes.lathe(shapes.rounded(turned, 0.4, arc=8), timber)
    shapes.lathe([shapes.Vector(p) for p in ((7.2, 0), (7.2, 0.35))], surfaces.paint("felt", 0.9))
    shapes.lathe(shapes.rounded([(0, 21.3), (1.0, 21.3), (1.0, 26.4), (1.5, 26.6), (1.5, 29.5), (0, 29.5)], 0.15), surfaces.metal("brass"))
    if shade == "forest":
        outer, inner = surfaces.paint("forest", 0.22), surfaces.paint("white", 0.35)
        profile = [(15.0, 26.6), (14.3, 28.0), (9.6, 36.8), (4.6, 43.6), (2.6, 45.4), (2.5, 47.0), (0, 47.2)]
        shell(shapes.rounded(profile, 1.4), shapes.rounded([(r * 0.975, z - 0.25) for r, z in profile], 1.4), outer, inner)
        shapes.lathe(shapes.rounded([(14.6, 26.5), (15.05, 26.4, 0.1), (15.05, 26.9)], 0.1), inner)
        studio.bulb((0, 0, 31.5), 30000, 2.8)
    else:
        cloth = surfaces.lit_shade(shade, 14.0, 36.0, 1.05)
        shapes.lathe([shapes.Vector(p) for p in ((15.0, 27.0), (11.0, 46.6))], cloth)
        hem = surfaces.lit_shade(shade, 14.0, 36.0, 0.4)
        for radius, z in ((15.0, 27.0), (11.0, 46.6)):
            shapes.lathe(shapes.rounded([(radius - 0.25, z - 0.3), (radius + 0.1, z - 0.3, 0.1), (radius + 0.08, z + 0.35, 0.1), (radius - 0.3, z + 0.35)], 0.1), hem)
        studio.bulb((0, 0, 36), 26000, 3.0)
    cord(surfaces.plain(flex), [(6.5, 1.0, 0.55), (11, -2.5, 0.4), (15, -8, 0.4), (21, -8.5, 0.4), (26, -3, 0.4), (36, 2, 0.4), (70, 8, 0.4)], 0.36)


def bell(color, width):
    """A hanging bell, white inside, on a cloth cord."""
    k = width / 24
    outer, inner = surfaces.paint(color, 0.42), surfaces.paint("white", 0.6)
    profile = [(12.0, 0), (11.6, 1.6), (10.2, 4.6), (8.9, 8.4), (7.4, 12.0), (4.6, 14.8), (2.0, 15.8), (1.5, 16.4)]
    profile = [(r * k, z * k) for r, z in profile]
    shell(shapes.spline(profile, 9), shapes.spline([(r * 0.98, z - 0.25 * k) for r, z in profile], 9), outer, inner)
    shapes.lathe(shapes.rounded([(11.7 * k, -0.05), (12.1 * k, -0.1, 0.1), (12.05 * k, 0.35)], 0.1), outer)
    top = 16 * k
    shapes.lathe(shapes.rounded([(0, top), (1.7 * k, top), (1.5 * k, top + 3.0), (0.5, top + 3.6), (0, top + 3.6)], 0.3), surfaces.metal("brass"))
    cord(surfaces.plain("black"), [(0, 0, top + 3.4), (0.1, 0, top + 30), (0, 0, top + 90)], 0.34)
    shapes.place(shapes.lathe(shapes.spline([(0, -3.0), (2.0, -2.4), (3.0, 0), (2.0, 2.6), (1.2, 4.4), (0, 5)], 6),
                              surfaces.glow((1.0, 0.82, 0.58), 12)), (0, 0, 4.4 * k))
    studio.bulb((0, 0, 4.0 * k), 36000 * k, 3.0)


def moon(radius):
    """A glowing glass globe resting in a ring of oak."""
    s = surfaces.Shader("opal")
    facing = s.node("LayerWeight", Blend=0.35).outputs["Facing"]
    warm = s.ramp(facing, (1.0, 0.62, 0.30), (0.50, 0.23, 0.08), 0.05, 1.0)
    s.set(Base_Color=(0.55, 0.50, 0.44), Roughness=0.12, Coat_Weight=0.5, Emission_Color=warm, Emission_Strength=1.15)
    globe = shapes.lathe(shapes.densify([shapes.Vector((radius * x, radius * z)) for x, z in half_circle(48)], radius), s.material)
    globe.location.z = radius * 0.93 + 2.2
    ring = radius * 0.60
    timber = surfaces.wood("oak", "x", (1.0, 6.0))
    shapes.lathe(shapes.rounded([(ring - 1.3, 0.2), (ring + 1.1, 0, 0.3), (ring + 1.1, 4.2, 0.4), (ring - 0.5, 4.4, 0.3), (ring - 1.3, 3.6, 0.3), (ring - 1.3, 0.2)], 0.3), timber)
    cord(surfaces.plain("chalk"), [(ring, 3, 0.5), (ring + 7, 6, 0.35), (ring + 13, 2, 0.35), (ring + 24, 8, 0.35), (ring + 60, 24, 0.35)])


def half_circle(count):
    """The profile of a ball, from below to the top."""
    return [(max(0.0, math.sin(math.pi * i / count)), -math.cos(math.pi * i / count)) for i in range(count + 1)]


def reading(finish):
    """A slim lamp with one joint and a small cone."""
    skin = surfaces.metal("brass") if finish == "brass" else surfaces.paint("ink", 0.3)
    shapes.lathe(shapes.rounded([(0, 0), (8.0, 0, 0.2), (8.0, 1.5, 0.4), (2.0, 1.9, 0.4), (0, 1.9)], 0.3), skin)
    shapes.tube([(-4, 0, 1.6), (-6.5, 0, 15), (-9, 0, 28.5)], 0.55, skin)
    shapes.place(shapes.lathe(shapes.rounded([(0, -1.2), (1.5, -1.2), (1.5, 1.2), (0, 1.2)], 0.25), skin), (-9, 0, 29), (90, 0, 0))
    shapes.tube([(-9, -1.0, 29), (2, -1.0, 37), (13, -1.0, 44.6)], 0.5, skin)
    cone = shapes.rounded([(1.3, 4.6), (1.5, 3.4, 0.4), (2.2, 1.2, 1.0), (5.4, -6.2)], 0.4)
    inside = [shapes.Vector((p.x - 0.18, p.y - 0.05)) for p in cone]
    parts = [shapes.lathe(cone, skin), shapes.lathe(inside, surfaces.paint("white")),
             shapes.lathe(shapes.rounded([(0, 4.7), (1.32, 4.7, 0.2), (1.34, 4.2)], 0.2), skin),
             shapes.lathe([shapes.Vector(p) for p in ((0, -2.6), (3.5, -2.6))], surfaces.glow((1.0, 0.84, 0.62), 9))]
    head = shapes.group(parts, (14.4, -1.0, 43.6), (0, -24, 0))
    lit = studio.bulb((0, 0, -4.4), 36000, 1.5)
    lit.parent = head
    cord(surfaces.plain("black"), [(-7.5, 2, 0.4), (-14, 7, 0.35), (-24, 6, 0.35), (-60, 20, 0.35)], 0.28)
