"""Leaves, branches and soil, for what stands in pots and vases."""

import math
import random

from mathutils import Vector, noise

import shapes
import surfaces


def soil(radius, at, seed=1):
    """A round of loose earth."""
    rings, steps = 22, 56
    vertices, faces = [(0, 0, 0.1)], []
    for ring in range(1, rings + 1):
        for step in range(steps):
            angle, r = step / steps * math.tau, radius * ring / rings
            point = Vector((r * math.cos(angle), r * math.sin(angle), 0))
            grain = radius * 0.045 * noise.noise(point * 5 / radius * 3 + Vector((seed, 0, 0))) + radius * 0.05 * noise.noise(point * 40 / radius)
            vertices.append((point.x, point.y, grain - radius * 0.04 * (ring / rings) ** 4))
    for step in range(steps):
        faces.append((0, 1 + step, 1 + (step + 1) % steps))
    for ring in range(rings - 1):
        low, high = 1 + ring * steps, 1 + (ring + 1) * steps
        faces += [(low + i, high + i, high + (i + 1) % steps, low + (i + 1) % steps) for i in range(steps)]
    s = surfaces.Shader("soil")
    crumbs = s.grain(s.place(), 30 / radius, 5.0, 0.75)
    s.set(Base_Color=s.ramp(crumbs, (0.018, 0.011, 0.007), (0.10, 0.063, 0.038), 0.35, 0.7), Roughness=1.0)
    s.bump(crumbs, 1.0, radius * 0.05)
    return shapes.place(shapes.mesh("soil", vertices, faces, s.material, smooth=False), at)


def leaf_material(name):
    """Leaves that differ a little from one another and are paler underneath."""
    s = surfaces.Shader(name + " leaf")
    patch = s.grain(s.place(), 0.45, 2.0)
    base = surfaces.PAINTS[name]
    dark, light = tuple(c * 0.6 for c in base), tuple(min(1.0, c * 1.75) for c in base)
    side = s.node("NewGeometry").outputs["Backfacing"]
    color = s.mix(s.math("MULTIPLY", side, 0.55), s.ramp(patch, dark, light, 0.35, 0.65), (0.32, 0.36, 0.28))
    s.set(Base_Color=color, Roughness=0.5, Transmission_Weight=0.0, Specular_IOR_Level=0.4)
    return s.material


class Foliage:
    """Collects leaves, to become one mesh."""

    def __init__(self):
        self.vertices, self.faces = [], []

    def leaf(self, root, direction, length, width, curl=0.25, roll=0.0):
        """Add one leaf: two halves folded along the midrib, bent along its length."""
        direction = direction.normalized()
        across = direction.cross(Vector((0, 0, 1)))
        across = across.normalized() if across.length > 1e-3 else Vector((1, 0, 0))
        up = across.cross(direction).normalized()
        across, up = across * math.cos(roll) + up * math.sin(roll), up * math.cos(roll) - across * math.sin(roll)
        first, count = len(self.vertices), 6
        for step in range(count + 1):
            t = step / count
            half = width / 2 * math.sin(math.pi * min(1, t**0.8)) ** 0.85
            middle = root + direction * (length * t) - up * (curl * length * t * t)
            fold = up * (half * 0.35)
            self.vertices += [middle - across * half + fold, middle, middle + across * half + fold]
        for step in range(count):
            a = first + step * 3
            self.faces += [(a, a + 1, a + 4, a + 3), (a + 1, a + 2, a + 5, a + 4)]

    def grow(self, material):
        """The leaves as an object."""
        return shapes.mesh("leaves", self.vertices, self.faces, material)


def twig(start, direction, length, radius, bark, chance, bend=0.25, count=7):
    """A crooked branch; answers its points."""
    points, here, heading = [start], start.copy(), direction.normalized()
    for _ in range(count):
        heading = (heading + Vector((chance.uniform(-bend, bend), chance.uniform(-bend, bend), chance.uniform(-bend * 0.4, bend * 0.7)))).normalized()
        here = here + heading * (length / count)
        points.append(here.copy())
    radii = [radius * (1 - 0.75 * i / count) for i in range(count + 1)]
    shapes.tube(points, radii, bark, resolution=2)
    return points


def branch(at, height, seed=3, leaf="olive leaf", lean=(0.25, 0.1), sides=4, density=1.0):
    """A cut branch with leaves in pairs, for a vase."""
    chance, foliage = random.Random(seed), Foliage()
    bark = surfaces.paint("bark", 0.85, texture=0.3)
    stem = twig(Vector(at), Vector((*lean, 1)), height, 0.32, bark, chance, 0.16, 9)
    lines = [stem]
    for index in range(sides):
        start = stem[4 + index % 5]
        angle = index * 2.4 + chance.uniform(-0.4, 0.4)
        lines.append(twig(start, Vector((math.cos(angle), math.sin(angle), 0.75)), height * chance.uniform(0.26, 0.42), 0.18, bark, chance, 0.3, 6))
    for number, line in enumerate(lines):
        for a, b in list(zip(line, line[1:]))[2 if number else 4:]:
            for step in range(max(1, round(3 * density))):
                spot, angle = a.lerp(b, (step + 0.5) / 3), chance.uniform(0, math.tau)
                for side in (0, math.pi):
                    out = Vector((math.cos(angle + side), math.sin(angle + side), chance.uniform(0.2, 1.0)))
                    foliage.leaf(spot, out, chance.uniform(3.4, 5.2), chance.uniform(0.9, 1.25), chance.uniform(0.0, 0.3), chance.uniform(-0.5, 0.5))
    foliage.grow(leaf_material(leaf))


def tree(at, height, spread, seed=5):
    """A small olive: a trunk, a round crown of thin leaves."""
    chance, foliage = random.Random(seed), Foliage()
    bark = surfaces.paint("bark", 0.9, texture=0.5)
    trunk = twig(Vector(at), Vector((0.06, 0.02, 1)), height * 0.6, 1.15, bark, chance, 0.10, 7)
    lines = []
    for index in range(15):
        angle, start = index * 2.4, trunk[4 + index % 4]
        out = Vector((math.cos(angle), math.sin(angle), chance.uniform(0.3, 1.6)))
        lines.append(twig(start, out, spread * chance.uniform(0.65, 1.0), 0.42, bark, chance, 0.3, 7))
        for _ in range(2):
            lines.append(twig(lines[-1][chance.randint(2, 5)], out + Vector((chance.uniform(-1, 1), chance.uniform(-1, 1), chance.uniform(-0.2, 0.9))), spread * 0.45, 0.22, bark, chance, 0.35, 6))
    for line in lines:
        for a, b in list(zip(line, line[1:]))[1:]:
            for step in range(5):
                spot, angle = a.lerp(b, step / 5), chance.uniform(0, math.tau)
                out = Vector((math.cos(angle), math.sin(angle), chance.uniform(-0.2, 1.0))) + (b - a).normalized() * 0.6
                foliage.leaf(spot, out, chance.uniform(4.0, 6.0), chance.uniform(0.9, 1.3), chance.uniform(0, 0.35), chance.uniform(-0.8, 0.8))
    foliage.grow(leaf_material("olive leaf"))


def tuft(at, radius, height, kind, seed):
    """A kitchen herb: round-leaved basil, thin upright chives or small-leaved thyme."""
    chance, foliage = random.Random(seed), Foliage()
    base = Vector(at)
    if kind == "chives":
        for _ in range(120):
            angle, r = chance.uniform(0, math.tau), radius * 0.6 * math.sqrt(chance.random())
            root = base + Vector((r * math.cos(angle), r * math.sin(angle), 0))
            out = Vector((math.cos(angle) * 0.28, math.sin(angle) * 0.28, 1.0))
            foliage.leaf(root, out, height * chance.uniform(0.7, 1.15), 0.34, chance.uniform(0.0, 0.3), chance.uniform(-1, 1))
    else:
        size, count, step = (3.0, 30, 4) if kind == "basil" else (0.85, 60, 10)
        for _ in range(count):
            angle, r = chance.uniform(0, math.tau), math.sqrt(chance.random())
            tip = base + Vector((r * radius * math.cos(angle), r * radius * math.sin(angle), height * (1.05 - 0.5 * r * r) * chance.uniform(0.75, 1.1)))
            for level in range(step):
                spot = base.lerp(tip, 0.35 + 0.65 * (level + 1) / step)
                turn = level * 1.57 + angle
                for side in (0, math.pi):
                    out = Vector((math.cos(turn + side), math.sin(turn + side), chance.uniform(0.1, 0.9)))
                    grown = size * chance.uniform(0.65, 1.05)
                    foliage.leaf(spot, out, grown, grown * 0.58, chance.uniform(0.1, 0.45), chance.uniform(-0.3, 0.3))
    foliage.grow(leaf_material("leaf"))
