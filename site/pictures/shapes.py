"""Parametric shapes in centimeters: turned, bent, folded, cut and stacked.

Every function answers with an object already linked into the scene. No material is
made here and nothing is rendered.
"""

import math
import random

import bpy
from mathutils import Vector, noise

STEPS = 112


def link(name, data, material=None):
    """Put data into the scene as an object."""
    thing = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(thing)
    if material is not None:
        data.materials.append(material)
    return thing


def place(thing, at=(0, 0, 0), turn=(0, 0, 0), scale=None):
    """Move and turn an object, with angles in degrees."""
    thing.location = at
    thing.rotation_euler = [math.radians(angle) for angle in turn]
    if scale is not None:
        thing.scale = scale
    return thing


def group(things, at=(0, 0, 0), turn=(0, 0, 0)):
    """Hang several objects on one empty, so that they move together."""
    root = bpy.data.objects.new("group", None)
    bpy.context.scene.collection.objects.link(root)
    for thing in things:
        if thing.parent is None:
            thing.parent = root
    return place(root, at, turn)


def rounded(points, radius=0.2, arc=5):
    """A polyline with every inner corner rounded; a third value sets a corner's own radius."""
    answer = [Vector(points[0][:2])]
    for before, corner, after in zip(points, points[1:], points[2:]):
        middle = Vector(corner[:2])
        inward, outward = Vector(before[:2]) - middle, Vector(after[:2]) - middle
        wanted = corner[2] if len(corner) > 2 else radius
        reach = min(wanted, inward.length * 0.49, outward.length * 0.49)
        start = middle + inward.normalized() * reach
        end = middle + outward.normalized() * reach
        for step in range(arc + 1):
            t = step / arc
            answer.append(start * (1 - t) ** 2 + middle * 2 * t * (1 - t) + end * t**2)
    answer.append(Vector(points[-1][:2]))
    return answer


def spline(points, per=8):
    """A smooth curve through the points (Catmull-Rom), in two or three dimensions."""
    knots = [Vector(p) for p in points]
    knots = [knots[0] * 2 - knots[1], *knots, knots[-1] * 2 - knots[-2]]
    answer = []
    for a, b, c, d in zip(knots, knots[1:], knots[2:], knots[3:]):
        for step in range(per):
            t = step / per
            answer.append(
                0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
            )
    answer.append(knots[-2])
    return answer


def densify(points, longest):
    """The same line with no step longer than given."""
    answer = [points[0]]
    for a, b in zip(points, points[1:]):
        count = max(1, math.ceil((b - a).length / longest))
        answer += [a.lerp(b, i / count) for i in range(1, count + 1)]
    return answer


def mesh(name, vertices, faces, material, smooth=True):
    """A mesh object from plain lists."""
    data = bpy.data.meshes.new(name)
    data.from_pydata([tuple(v) for v in vertices], [], faces)
    data.validate()
    if smooth:
        data.polygons.foreach_set("use_smooth", [True] * len(data.polygons))
    return link(name, data, material)


def lathe(profile, material, wobble=0.0, wear=None, steps=STEPS, seed=1):
    """Turn a profile of (radius, height) about the upright axis.

    `wobble` is the hand in it, as a share of the radius; `wear(index, count, point)`
    says how far the glaze breaks there (0 to 1).
    """
    longest = max(sum((b - a).length for a, b in zip(profile, profile[1:])) / 70, 0.02)
    profile = densify([Vector(p) for p in profile], longest)
    vertices, faces, breaks = [], [], []
    rings = []
    for index, point in enumerate(profile):
        worn = wear(index, len(profile), point) if wear else 0.0
        if point.x < 1e-3:
            rings.append([len(vertices)] * steps)
            vertices.append((0, 0, point.y))
            breaks.append(worn)
            continue
        ring = []
        for step in range(steps):
            angle = step / steps * math.tau
            out = Vector((math.cos(angle), math.sin(angle), point.y * 0.12 + seed))
            radius = point.x * (1 + wobble * noise.noise(out * 1.3))
            height = point.y + wobble * point.y * 0.4 * noise.noise(out + Vector((7, seed, 0)))
            ring.append(len(vertices))
            vertices.append((radius * out.x, radius * out.y, height))
            breaks.append(worn)
        rings.append(ring)
    for lower, upper in zip(rings, rings[1:]):
        for step in range(steps):
            after = (step + 1) % steps
            face = [lower[step], lower[after], upper[after], upper[step]]
            face = list(dict.fromkeys(face))
            if len(face) > 2:
                faces.append(face)
    thing = mesh("lathe", vertices, faces, material)
    if wear:
        thing.data.attributes.new("wear", "FLOAT", "POINT").data.foreach_set("value", breaks)
    return thing


def tube(points, thickness, material, closed=False, flat=1.0, resolution=6):
    """A bent rod through the points; thickness is a number or one radius per point."""
    radii = thickness if isinstance(thickness, (list, tuple)) else [thickness] * len(points)
    data = bpy.data.curves.new("tube", "CURVE")
    data.dimensions, data.bevel_depth, data.bevel_resolution = "3D", 1.0, resolution
    data.use_fill_caps, data.resolution_u = True, 10
    line = data.splines.new("BEZIER")
    line.bezier_points.add(len(points) - 1)
    line.use_cyclic_u = closed
    for knot, point, radius in zip(line.bezier_points, points, radii):
        knot.co, knot.radius = point, radius
        knot.handle_left_type = knot.handle_right_type = "AUTO"
    thing = link("tube", data, material)
    if flat != 1.0:
        thing.scale.y = flat
    return thing


def strand(points, radius, material, resolution=2):
    """A thin thread straight from point to point: cheaper than a tube for many of them."""
    data = bpy.data.curves.new("strand", "CURVE")
    data.dimensions, data.bevel_depth, data.bevel_resolution = "3D", radius, resolution
    line = data.splines.new("POLY")
    line.points.add(len(points) - 1)
    for knot, point in zip(line.points, points):
        knot.co = (*point, 1)
    line.use_smooth = True
    return link("strand", data, material)


def plate_of(outlines, thickness, edge, material):
    """A board cut along closed outlines of (x, y); the second and later outlines are holes."""
    data = bpy.data.curves.new("board", "CURVE")
    data.dimensions, data.fill_mode = "2D", "BOTH"
    data.extrude, data.bevel_depth, data.bevel_resolution = thickness / 2 - edge, edge, 4
    data.offset = -edge
    for outline in outlines:
        line = data.splines.new("POLY")
        line.points.add(len(outline) - 1)
        line.use_cyclic_u = True
        for knot, point in zip(line.points, outline):
            knot.co = (point[0], point[1], 0, 1)
    return link("board", data, material)


def box(size, material, edge=0.08, at=(0, 0, 0), segments=3):
    """A block with softened edges, standing on its own bottom face."""
    x, y, z = size[0] / 2, size[1] / 2, size[2]
    corners = [(sx * x, sy * y, h) for h in (0, z) for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    faces = [(3, 2, 1, 0), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)]
    thing = mesh("box", corners, faces, material)
    soft = thing.modifiers.new("edge", "BEVEL")
    soft.width, soft.segments, soft.harden_normals = edge, segments, True
    thing.location = at
    return thing


def sheet(path, width, thickness, material, seed=0, rough=0.08, rows=36):
    """Cloth or paper drawn along a path of (y, z), `width` wide, with a little life in it.

    Its UV map is in centimeters along and across the cloth, so that weaves keep their size.
    """
    chance = random.Random(seed)
    shift = Vector((chance.uniform(0, 90), chance.uniform(0, 90), chance.uniform(0, 90)))
    path = densify([Vector(p) for p in path], 0.35)
    along, total = [], 0.0
    for index, point in enumerate(path):
        total += (point - path[index - 1]).length if index else 0.0
        along.append(total)
    vertices, places = [], []
    for row in range(rows + 1):
        across = row / rows - 0.5
        for point, distance in zip(path, along):
            here = Vector((across * width * 0.12, distance * 0.1, 0)) + shift
            stray = 1 + 0.012 * noise.noise(Vector((distance * 0.25, across, seed)))
            lift = rough * noise.noise(here * 2.2) + rough * 0.4 * noise.noise(here * 7)
            push = rough * noise.noise(here * 3 + Vector((5, 5, 5)))
            vertices.append((across * width * stray, point.x + push, point.y + lift))
            places.append((across * width, distance))
    count = len(path)
    faces = [
        (r * count + i, r * count + i + 1, (r + 1) * count + i + 1, (r + 1) * count + i)
        for r in range(rows)
        for i in range(count - 1)
    ]
    thing = mesh("sheet", vertices, faces, material)
    layer = thing.data.uv_layers.new(name="weave")
    for loop in thing.data.loops:
        layer.data[loop.index].uv = places[loop.vertex_index]
    solid = thing.modifiers.new("thickness", "SOLIDIFY")
    solid.thickness, solid.offset, solid.use_even_offset = thickness, 0, True
    return thing


def loft(sections, material):
    """A closed skin over rings of equally many points, with flat ends."""
    count = len(sections[0])
    vertices = [point for section in sections for point in section]
    faces = [
        (r * count + i, r * count + (i + 1) % count, (r + 1) * count + (i + 1) % count, (r + 1) * count + i)
        for r in range(len(sections) - 1)
        for i in range(count)
    ]
    faces.append(tuple(reversed(range(count))))
    faces.append(tuple(range(len(vertices) - count, len(vertices))))
    return mesh("loft", vertices, faces, material)


def lettering(text, size, material, at, turn=(0, 0, 0), align="LEFT", spacing=1.0):
    """Printed words, a hair above what they are printed on."""
    data = bpy.data.curves.new("lettering", "FONT")
    data.body, data.size, data.align_x, data.space_character = text, size, align, spacing
    data.extrude = 0.004
    return place(link("lettering", data, material), at, turn)
