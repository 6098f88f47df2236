"""Turned stoneware: mugs, bowls, plates, vases, the teapot, and the bird bowl."""

import math

import shapes
import surfaces


def rim_wear(start=0.0, rim=None, width=0.35):
    """How the glaze breaks: fully at a rim's height, a little where told."""

    def wear(_index, _count, point):
        if rim is None:
            return start
        return max(start, min(1.0, 1.15 - abs(point.y - rim) / width))

    return wear


def foot(radius, material, height=0.5):
    """The bare clay ring a pot stands on."""
    profile = shapes.rounded([(0, 0.02), (radius - 0.5, 0.02), (radius - 0.08, 0, 0.1), (radius, height), (0, height)], 0.12)
    return shapes.lathe(profile, material)


def mug(glaze, height, radius, at=(0, 0, 0), turn=-25):
    """A straight mug with a three-finger handle."""
    coat, clay = surfaces.glaze(glaze), surfaces.glaze("clay")
    r, h = radius, height
    profile = shapes.rounded(
        [(0, 0.45), (r - 0.45, 0.45, 0.15), (r - 0.05, 1.2, 0.7), (r, h * 0.4), (r + 0.12, h * 0.85),
         (r + 0.22, h, 0.14), (r - 0.14, h, 0.14), (r - 0.26, h * 0.8), (r - 0.38, 1.6, 1.0), (r - 1.4, 0.95, 0.6), (0, 0.9)],
        0.5,
    )
    body = shapes.lathe(profile, coat, 0.006, rim_wear(rim=h, width=0.22))
    drop = min(5.6, h * 0.62)
    top = h * 0.86
    grip = shapes.tube(
        [(r - 0.05, 0, top), (r + 1.7, 0, top + 0.25), (r + 2.75, 0, top - drop * 0.38),
         (r + 2.0, 0, top - drop * 0.85), (r - 0.15, 0, top - drop)],
        [0.52, 0.46, 0.42, 0.42, 0.5], coat, flat=1.35,
    )
    grip.rotation_euler.z = math.radians(turn)
    return shapes.group([body, grip, foot(r - 0.6, clay)], at)


def bowl(glaze, radius, height, at=(0, 0, 0)):
    """The low bowl: nearly a plate in the middle, nearly upright at the edge."""
    coat, clay = surfaces.glaze(glaze), surfaces.glaze("clay")
    r, h = radius, height
    outside = [(0, 0.7), (r * 0.5, 0.7), (r * 0.72, 1.15), (r * 0.9, 2.3), (r * 0.985, h * 0.75), (r, h)]
    inside = [(r - 0.42, h), (r * 0.985 - 0.55, h * 0.75), (r * 0.87 - 0.4, 2.6), (r * 0.68, 1.75), (r * 0.45, 1.35), (0, 1.25)]
    profile = shapes.spline(outside, 7) + [shapes.Vector((r - 0.12, h + 0.16)), shapes.Vector((r - 0.3, h + 0.16))]
    profile += shapes.spline(inside, 7)
    body = shapes.lathe(profile, coat, 0.006, rim_wear(rim=h + 0.1, width=0.3))
    return shapes.group([body, foot(r * 0.52, clay, 0.8)], at)


def plate(glaze, radius, at=(0, 0, 0)):
    """A flat plate with an upright rim, its edge wiped back to clay."""
    coat, clay = surfaces.glaze(glaze), surfaces.glaze("clay")
    r = radius
    profile = shapes.rounded(
        [(0, 0.35), (r - 1.3, 0.35, 0.3), (r - 0.2, 0.9, 0.7), (r, 1.75, 0.14), (r - 0.42, 1.75, 0.14),
         (r - 0.7, 1.1, 0.6), (r - 1.9, 0.8, 0.9), (0, 0.74)],
        0.4,
    )
    body = shapes.lathe(profile, coat, 0.004, rim_wear(rim=1.75, width=0.17))
    return shapes.group([body, foot(r - 1.8, clay, 0.4)], at)


def neck_vase(glaze, at=(0, 0, 0)):
    """A round body drawn up into a narrow neck, 21 cm high."""
    coat, clay = surfaces.glaze(glaze), surfaces.glaze("clay")
    outside = [(0, 0.5), (4.1, 0.5), (5.9, 2.4), (6.95, 5.9), (6.2, 9.8), (3.9, 12.6), (2.0, 14.4), (1.45, 16.8), (1.5, 19.2), (2.15, 20.8)]
    inside = [(1.9, 20.9), (1.2, 19.3), (1.1, 16.5), (1.4, 14.6), (0.0, 13.6)]
    profile = shapes.spline(outside, 8) + shapes.spline(inside, 6)
    body = shapes.lathe(profile, coat, 0.006, rim_wear(rim=20.9, width=0.35))
    return shapes.group([body, foot(3.9, clay, 0.7)], at)


def ridge_vase(glaze, height, radius, at=(0, 0, 0)):
    """A straight vase with the throwing lines left in it."""
    coat, clay = surfaces.glaze(glaze), surfaces.glaze("clay")
    count = round(height / 1.25)
    profile = shapes.rounded([(0, 0.5), (radius - 0.8, 0.5, 0.2), (radius - 0.15, 1.2, 0.6), (radius - 0.1, 1.3)], 0.3)
    lines = count * 10
    for step in range(lines + 1):
        share = step / lines
        swell = 0.28 * math.sin(math.pi * share)
        ridge = 0.17 * abs(math.sin(share * count * math.pi)) ** 0.6
        profile.append(shapes.Vector((radius - 0.12 + swell + ridge, 1.4 + (height - 1.8) * share)))
    profile += shapes.rounded(
        [(radius - 0.05, height - 0.3), (radius - 0.02, height, 0.15), (radius - 0.45, height, 0.15), (radius - 0.5, height - 1), (radius - 0.5, 2), (0, 1.6)],
        0.3,
    )

    def wear(_index, _count, point):
        if point.x < radius - 0.3:
            return 0.0
        crest = (point.x - radius + 0.12 - 0.28 * math.sin(math.pi * min(1, max(0, (point.y - 1.4) / (height - 1.8))))) / 0.17
        return max(0.0, min(1.0, (crest - 0.72) * 1.6)) if point.y < height - 0.25 else 0.8

    body = shapes.lathe(profile, coat, 0.007, wear)
    return shapes.group([body, foot(radius - 0.9, clay, 0.7)], at)


def teapot(glaze, at=(0, 0, 0), turn=0):
    """A round pot with a short spout, a high handle and a sunk lid."""
    coat, clay = surfaces.glaze(glaze), surfaces.glaze("clay")
    outside = [(0, 0.5), (4.3, 0.5), (6.6, 2.0), (7.7, 5.2), (6.9, 8.6), (4.9, 10.7), (3.95, 11.15)]
    body = shapes.lathe(shapes.spline(outside, 8) + shapes.spline([(3.6, 11.2), (3.4, 10.9), (3.3, 10.2)], 4), coat, 0.005,
                        rim_wear(rim=11.2, width=0.3))
    lid = shapes.lathe(
        shapes.spline([(3.75, 11.12), (3.8, 11.32), (3.5, 11.62), (2.2, 12.1), (0.8, 12.35), (0.62, 12.6), (0.72, 12.95),
                       (1.12, 13.4), (1.0, 13.95), (0.5, 14.2), (0, 14.24)], 6),
        coat, 0.004, rim_wear(rim=11.25, width=0.2),
    )
    spout = shapes.tube([(-5.6, 0, 4.2), (-7.9, 0, 5.6), (-9.3, 0, 8.0), (-10.5, 0, 10.1), (-11.3, 0, 10.75)],
                        [2.1, 1.55, 1.1, 0.84, 0.74], coat, resolution=10)
    hole = shapes.lathe([shapes.Vector(p) for p in ((0, 0), (0.56, 0))], surfaces.paint("black"))
    shapes.place(hole, (-11.29, 0, 10.76), (0, -47, 0), (1, 1, 1))
    grip = shapes.tube([(6.0, 0, 9.3), (9.0, 0, 10.5), (11.2, 0, 8.4), (10.3, 0, 5.0), (7.3, 0, 3.6)],
                       [0.72, 0.6, 0.56, 0.56, 0.66], coat, flat=1.3)
    return shapes.group([body, lid, spout, hole, grip, foot(4.2, clay, 0.7)], at, (0, 0, turn))


def thimble_cup(glaze, at=(0, 0, 0), turn=0):
    """A small cup with a waist and a bare lower third."""
    coat, clay = surfaces.glaze(glaze), surfaces.glaze("pale clay")
    outside = [(2.30, 1.9), (2.45, 2.6), (2.75, 3.8), (3.0, 5.2), (3.08, 5.9)]
    inside = [(2.78, 5.98), (2.68, 5.2), (2.4, 3.2), (2.0, 1.2), (0, 0.8)]
    cup = shapes.lathe(shapes.spline(outside, 6) + shapes.spline(inside, 6), coat, 0.010, rim_wear(rim=5.95, width=0.16), seed=turn)
    base = shapes.lathe(shapes.rounded([(0, 0), (2.3, 0, 0.25), (2.5, 0.6, 0.5), (2.24, 1.92), (0, 1.93)], 0.3), clay, 0.010, seed=turn)
    return shapes.group([cup, base], at, (0, 0, turn))


def thimble_cups(glaze, count):
    """Two or four cups, standing as somebody left them."""
    places = [(-3.4, -0.6, 0), (3.6, 0.9, 0)] if count == 2 else [(-5.4, 1.6, 0), (5.0, 2.4, 0), (-1.2, -3.0, 0), (0.2, 4.9, 0)]
    for index, at in enumerate(places):
        thimble_cup(glaze, at, 40 * index)


def bird_bowl():
    """A broad bowl on a low foot, bare clay outside, celadon and water inside."""
    coat, clay = surfaces.glaze("celadon", 0.5), surfaces.glaze("clay", 0.5)
    outside = [(0, 0), (6.2, 0), (6.6, 0.4), (6.3, 1.6), (9.0, 3.4), (14.2, 6.2), (16.8, 8.4)]
    shapes.lathe(shapes.spline(outside, 7) + shapes.spline([(16.9, 8.8), (16.5, 9.0), (16.0, 8.7)], 4), clay, 0.008)
    shapes.lathe(shapes.spline([(16.02, 8.72), (14.0, 7.0), (9.0, 5.2), (4.0, 4.4), (0, 4.3)], 8), coat, 0.008, rim_wear(rim=8.8, width=0.9))
    shapes.lathe([shapes.Vector((0, 6.7)), shapes.Vector((13.45, 6.7))], surfaces.water())
