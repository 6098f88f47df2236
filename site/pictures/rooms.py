"""Two rooms for the home page, furnished with the shop's own things."""

import math
import random

import bpy
from mathutils import Vector

import lamps
import linen
import paper
import plants
import shapes
import studio
import surfaces
import vessels
import wood


def arrange(build, at=(0, 0, 0), turn=0):
    """Build something and move all of it to a place."""
    before = set(bpy.context.scene.objects)
    build()
    made = [thing for thing in bpy.context.scene.objects if thing not in before]
    return shapes.group(made, at, (0, 0, turn))


def plaster(color):
    """A limewashed wall: clouds of tone and trowel marks."""
    s = surfaces.Shader("plaster")
    cloud = s.grain(s.place(), 0.025, 6.0, 0.62)
    dark, light = tuple(c * 0.86 for c in color), tuple(min(1.0, c * 1.08) for c in color)
    s.set(Base_Color=s.ramp(cloud, dark, light, 0.35, 0.65), Roughness=0.95, Specular_IOR_Level=0.15)
    return s.bump(s.grain(s.place(), 0.16, 5.0, 0.6), 0.18, 0.8).material


def sun(direction, strength, color=(1.0, 0.84, 0.66)):
    """Late sun from a direction, a little soft at its edges."""
    data = bpy.data.lights.new("sun", "SUN")
    data.energy, data.angle, data.color = strength, math.radians(2.2), color
    made = shapes.link("sun", data)
    made.rotation_euler = Vector(direction).to_track_quat("-Z", "Y").to_euler()


def window(center, toward, width, height, bars=(2, 3)):
    """A wall with a window in it, out of the picture, that only shapes the sun."""
    black = surfaces.paint("black")
    root = shapes.group([])
    frame, far = 4.0, 400.0
    slabs = [((far, 2, far), (-(far + width) / 2, 0, -far / 2)), ((far, 2, far), ((far + width) / 2, 0, -far / 2)),
             ((width, 2, far), (0, 0, height / 2)), ((width, 2, far), (0, 0, -height / 2 - far))]
    slabs += [((frame, 2, height), (width * (i / bars[0] - 0.5), 0, -height / 2)) for i in range(1, bars[0])]
    slabs += [((width, 2, frame), (0, 0, height * (i / bars[1] - 0.5) - frame / 2)) for i in range(1, bars[1])]
    for size, at in slabs:
        slab = shapes.box(size, black, 0.01, at, 1)
        slab.parent = root
        slab.visible_camera = slab.visible_diffuse = slab.visible_glossy = False
    root.location = center
    root.rotation_euler = (Vector(toward) - Vector(center)).to_track_quat("Y", "Z").to_euler()


def lemon(at, seed):
    """A lemon, lying."""
    s = surfaces.Shader("lemon")
    pores = s.grain(s.place(), 3.2, 2.0)
    s.set(Base_Color=s.ramp(s.grain(s.place(), 0.3), (0.68, 0.40, 0.025), (0.78, 0.52, 0.05)), Roughness=0.42)
    s.bump(pores, 0.35, 0.12)
    profile = [(0, -4.3), (0.45, -4.1), (1.1, -3.5), (2.35, -2.2), (2.85, 0), (2.4, 2.1), (1.2, 3.3), (0.6, 3.7), (0.35, 4.2), (0, 4.3)]
    chance = random.Random(seed)
    fruit = shapes.lathe([Vector((max(0, p.x), p.y)) for p in shapes.spline(profile, 6)], s.material, 0.02, seed=seed, steps=56)
    return shapes.place(fruit, at, (chance.uniform(60, 115), chance.uniform(-25, 25), chance.uniform(0, 360)))


def lemons():
    """A heap of lemons for the large turned bowl."""
    for index, at in enumerate(((-5.0, -2.5, 5.2), (3.2, -4.6, 5.0), (5.4, 2.6, 5.2), (-2.0, 5.2, 5.2), (0.3, 0.2, 7.6), (-6.6, 3.4, 6.6))):
        lemon(at, index + 1)


def hero():
    """A sideboard in late sun: lamp, branch, books, a bowl of lemons."""
    wall = shapes.mesh("wall", [(-400, 0, -200), (400, 0, -200), (400, 0, 300), (-400, 0, 300)], [(0, 1, 2, 3)], plaster((0.72, 0.60, 0.47)), False)
    wall.location.y = 34
    top = shapes.box((420, 64, 4.2), surfaces.wood("oak", "x", (4.0, 30.0), 0.45), 0.35)
    top.location = (0, 2, -4.2)
    toward = Vector((1.0, 0.72, -0.62))
    sun(toward, 5.6)
    window(Vector((30, 34, 42)) - toward.normalized() * 260, (30, 34, 42), 120, 108)
    studio.sky(0.52, (0.98, 0.92, 0.86))
    studio.softbox((-150, -190, 130), 160, 620000, (1.0, 0.95, 0.9), (0, 0, 20))
    arrange(lambda: wood.turned_bowl("walnut", 15, 10), (-26, -4, 0), 10)
    arrange(lemons, (-26, -4, 2.0), 30)
    paper.journal("flax", (6, -8, 0), 8)
    paper.journal("ink", (6.5, -7.5, 2.28), -6)
    vessels.mug("chalk", 8.0, 4.1, (6.5, -7.5, 4.56), -12)
    vessels.neck_vase("ink", (26, 8, 0))
    plants.branch((26, 8, 12), 46, seed=11, lean=(-0.22, 0.02), sides=5)
    arrange(lambda: lamps.dune("rust"), (51, 4, 0), 0)
    arrange(lambda: vessels.thimble_cups("celadon", 2), (73, -9, 0), 12)


def drape(color, width, depth, height):
    """A tablecloth over the edge of a table, its front hanging in soft folds."""
    material = surfaces.cloth(color, scale=0.6)
    columns, rows = 150, 90
    vertices, faces, places = [], [], []
    drop = 30.0
    for j in range(rows + 1):
        along = j / rows * (depth + drop) - drop
        for i in range(columns + 1):
            x = (i / columns - 0.5) * width
            wave = math.sin(x * 0.21 + 0.8 * math.sin(x * 0.06)) + 0.5 * math.sin(x * 0.37 + 1.3)
            if along >= 0:
                crease = 0.10 * math.exp(-(((along - 27) / 0.8) ** 2)) + 0.10 * math.exp(-(((x - 22) / 0.8) ** 2))
                y, z = along, height + 0.25 + crease
            else:
                y, z = -0.6 + wave * 1.6 * min(1.0, -along / 14) - 0.8, height + 0.1 + along
            vertices.append((x, y - depth / 2, z))
            places.append((x, along))
    count = columns + 1
    for j in range(rows):
        faces += [(j * count + i, j * count + i + 1, (j + 1) * count + i + 1, (j + 1) * count + i) for i in range(columns)]
    made = shapes.mesh("tablecloth", vertices, faces, material)
    layer = made.data.uv_layers.new(name="weave")
    for loop in made.data.loops:
        layer.data[loop.index].uv = places[loop.vertex_index]
    return made


def setting(x, y, plate, bowl, turn=0):
    """One place at the table: plate, bowl, napkin."""
    vessels.plate(plate, 13.5, (x, y, 0))
    vessels.bowl(bowl, 8, 4.4, (x, y, 0.75))
    linen.folded(surfaces.cloth("rust"), 9.0, 20.0, 4, 0.28, (x + 21, y, 0), turn + 4, seed=round(x) + 60)


def table():
    """A table laid for two, seen from a standing guest's eye."""
    cloth = drape("flax", 300, 120, 0)
    cloth.location.z = -0.25
    floor = shapes.mesh("floor", [(-600, -600, -75), (600, -600, -75), (600, 600, -75), (-600, 600, -75)], [(0, 1, 2, 3)], plaster((0.34, 0.25, 0.18)), False)
    floor.location.y = 0
    toward = Vector((0.9, -0.42, -0.80))
    sun(toward, 4.4)
    window(Vector((0, 0, 0)) - toward.normalized() * 240, (0, 0, 0), 130, 150, (3, 2))
    studio.sky(0.50, (0.97, 0.93, 0.88))
    studio.softbox((-120, 60, 150), 150, 420000, (1.0, 0.95, 0.88), (0, 0, 0))
    setting(-34, -30, "chalk", "moss")
    setting(26, -32, "chalk", "ink")
    vessels.teapot("tide", (-8, 6, 0), -18)
    arrange(lambda: vessels.thimble_cups("ember", 2), (12, -8, 0), 25)
    vessels.ridge_vase("chalk", 18, 5.5, (27, 16, 0))
    plants.branch((27, 16, 6), 30, seed=4, lean=(0.12, -0.05), sides=5)
    arrange(lambda: wood.turned_bowl("walnut", 15, 10), (-46, 24, 0), 10)
    arrange(lemons, (-46, 24, 0), 70)
    arrange(lambda: wood.pepper_mill("oak", 14), (2, 27, 0))
