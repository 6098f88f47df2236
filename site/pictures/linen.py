"""Cloth: folded stacks, a fringed throw, and cushions blown up like the real ones."""

import math
import random

import bpy
from mathutils import Vector

import shapes
import surfaces


def folded(material, width, depth, layers, pitch, at=(0, 0, 0), turn=0.0, seed=1, thickness=None):
    """One folded cloth: layers nested round the fold that faces the camera."""
    thickness = thickness or pitch * 0.82
    reach = -depth / 2 + pitch * layers / 2
    sheets = []
    for inner in range(layers // 2):
        low, high = pitch * (inner + 0.5), pitch * (layers - inner - 0.5)
        radius, middle = (high - low) / 2, (high + low) / 2
        path = [Vector((depth / 2 - 0.15 * inner, low)), Vector((reach, low))]
        for step in range(1, 12):
            angle = -math.pi / 2 - math.pi * step / 12
            path.append(Vector((reach + radius * math.cos(angle), middle + radius * math.sin(angle))))
        path += [Vector((reach, high)), Vector((depth / 2 - 0.1 * inner, high))]
        cloth = shapes.sheet(path, width * (1 - 0.006 * inner), thickness, material, seed * 31 + inner, rough=min(0.16, pitch * 0.32))
        cloth.location.x = random.Random(seed * 7 + inner).uniform(-0.006, 0.006) * width
        sheets.append(cloth)
    return shapes.group(sheets, at, (0, 0, turn))


def stack(material, count, width, depth, layers, pitch, seed=1):
    """Several folded cloths, laid on each other by hand."""
    chance = random.Random(seed)
    for index in range(count):
        at = (chance.uniform(-0.25, 0.25), chance.uniform(-0.2, 0.2), index * layers * pitch * 0.985)
        folded(material, width, depth, layers, pitch, at, chance.uniform(-1.6, 1.6), seed + index)


def napkins(color, count):
    """Napkins folded to a third, in a stack of two or four."""
    stack(surfaces.cloth(color), count, 22.0, 14.5, 6, 0.27, seed=count)


def tea_towel(stripe):
    """An off-white towel with woven stripes."""
    folded(surfaces.cloth("chalk", stripe=stripe), 25.0, 18.0, 8, 0.30, seed=4)


def tablecloth(color, layers):
    """A heavy cloth folded many times."""
    folded(surfaces.cloth(color), 36.0, 25.0, layers, 0.42, seed=layers)


def waffle_towel(color, width, depth, layers):
    """A thick towel in honeycomb weave."""
    folded(surfaces.cloth(color, waffle=0.75), width, depth, layers, 0.72, seed=6)


def throw(color):
    """A thick folded throw; the fringe of its upper end hangs over the fold."""
    material = surfaces.cloth(color, scale=0.7)
    layers, pitch, width, depth = 8, 0.85, 44.0, 30.0
    folded(material, width, depth, layers, pitch, seed=9)
    top = layers * pitch + 0.42
    fold = -depth / 2
    path = [Vector((depth / 2 - 0.5, top)), Vector((fold + 2.2, top)), Vector((fold + 0.6, top - 0.35)), Vector((fold - 0.30, top - 1.5)), Vector((fold - 0.42, top - 2.2))]
    shapes.sheet(shapes.spline(path, 8), width * 0.99, 0.6, material, 77, rough=0.16)
    chance = random.Random(5)
    strands = 92
    yarn = surfaces.bookcloth(color)
    for index in range(strands):
        x = (index / (strands - 1) - 0.5) * width * 0.975 + chance.uniform(-0.08, 0.08)
        drop, sway = chance.uniform(3.3, 3.9), chance.uniform(-0.35, 0.35)
        y = fold - 0.42
        points = [Vector((x, y, top - 2.0)), Vector((x + sway * 0.3, y - 0.14, top - 3.2)),
                  Vector((x + sway * 0.7, y - 0.1 + chance.uniform(-0.15, 0.1), top - 4.3)), Vector((x + sway, y + chance.uniform(-0.2, 0.15), top - 2 - drop))]
        shapes.strand(shapes.spline(points, 4), 0.15, yarn)


def pillow_mesh(size, cells=46):
    """Two squares of cloth sewn round the edge: vertices, faces and places on the cloth."""
    vertices, faces, places, index = [], [], [], {}
    for side in (1, -1):
        for i in range(cells + 1):
            for j in range(cells + 1):
                border = i in (0, cells) or j in (0, cells)
                key = (i, j, 0 if border else side)
                if key not in index:
                    index[key] = len(vertices)
                    x, y = (i / cells - 0.5) * size, (j / cells - 0.5) * size
                    vertices.append((x, y, 0 if border else side * 0.004))
                    places.append((x * 100, y * 100))
        corner = lambda i, j, s=side: index[(i, j, 0 if i in (0, cells) or j in (0, cells) else s)]
        for i in range(cells):
            for j in range(cells):
                face = (corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1))
                faces.append(face if side > 0 else tuple(reversed(face)))
    return vertices, faces, places


def cushion(color, size=45.0, lean=68.0):
    """A cushion: sewn flat, filled under pressure by the cloth simulation, then leaned back."""
    vertices, faces, places = pillow_mesh(size / 100)
    sewn = shapes.mesh("cushion", vertices, faces, None)
    layer = sewn.data.uv_layers.new(name="weave")
    for loop in sewn.data.loops:
        layer.data[loop.index].uv = places[loop.vertex_index]
    filling = sewn.modifiers.new("filling", "CLOTH")
    filling.settings.mass = 0.25
    filling.settings.tension_stiffness = filling.settings.compression_stiffness = 5
    filling.settings.bending_stiffness = 0.6
    filling.settings.use_pressure = True
    filling.settings.uniform_pressure_force = 2.2
    filling.settings.effector_weights.gravity = 0.0
    filling.settings.quality = 6
    scene = bpy.context.scene
    for frame in range(1, 26):
        scene.frame_set(frame)
    full = bpy.data.meshes.new_from_object(sewn.evaluated_get(bpy.context.evaluated_depsgraph_get()))
    bpy.data.objects.remove(sewn)
    done = shapes.link("cushion", full, surfaces.cloth(color))
    for vertex, flat in zip(full.vertices, vertices):
        # A stuffed pad holds the corners and sides out further than air does.
        high = vertex.co.z
        vertex.co = (Vector(flat).lerp(vertex.co, 0.38) * 100)
        vertex.co.z = high * 120
    done.modifiers.new("soft", "SUBSURF").render_levels = 1
    shapes.place(done, (0, 0, 0), (lean, 0, 7))
    bpy.context.view_layer.update()
    done.location.z = -min((done.matrix_world @ v.co).z for v in full.vertices) - 0.4
    return done
