"""The photographer: a seamless backdrop, soft lights, a camera, and one exposure.

A scene is built in centimeters. `view` is the width of what the camera sees at the
subject, and lights and backdrop grow with it, so that every picture is lit alike and
sizes of one product differ truly.
"""

import math
import tempfile
from pathlib import Path

import bpy
import numpy
from mathutils import Vector
from PIL import Image

import shapes

BACKDROP = (0.80, 0.70, 0.585)
SENSOR = 36.0
THREADS = 2


def clear():
    """Start with an empty scene."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    cycles.device = "CPU"
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_prefilter = "FAST"
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 5, 3, 3
    cycles.transparent_max_bounces = 8
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.use_light_tree = False
    cycles.sample_clamp_indirect = 4.0
    cycles.use_adaptive_sampling, cycles.adaptive_threshold = True, 0.03
    scene.render.threads_mode, scene.render.threads = "FIXED", THREADS
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = "AgX - Medium High Contrast"


def plain(color, rough=0.9):
    """A plain material."""
    made = bpy.data.materials.new("plain")
    made.use_nodes = True
    surface = made.node_tree.nodes["Principled BSDF"]
    surface.inputs["Base Color"].default_value = (*color, 1)
    surface.inputs["Roughness"].default_value = rough
    surface.inputs["Specular IOR Level"].default_value = 0.2
    return made


def backdrop(k, color=BACKDROP):
    """A roll of paper that runs up behind the subject without an edge."""
    profile = shapes.rounded([(-6, 0), (2.9, 0, 2.4), (4.6, 9)], 2.4, arc=24)
    vertices = [(x * k, y * k, z * k) for y, z in profile for x in (-14, 14)]
    faces = [(2 * i, 2 * i + 1, 2 * i + 3, 2 * i + 2) for i in range(len(profile) - 1)]
    return shapes.mesh("backdrop", vertices, faces, plain(color))


def softbox(at, size, power, color, toward, k=1.0):
    """An area light looking at a point; power as for a subject of scale 1."""
    data = bpy.data.lights.new("softbox", "AREA")
    data.energy, data.size, data.color = power * k * k, size * k, color
    box = shapes.link("softbox", data)
    box.location = Vector(at) * k
    box.rotation_euler = (Vector(toward) - box.location).to_track_quat("-Z", "Y").to_euler()
    return box


def sky(strength, color=(0.93, 0.93, 0.95)):
    """Even light from everywhere, to open the shadows."""
    world = bpy.data.worlds.new("sky")
    bpy.context.scene.world = world
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs[0].default_value = (*color, 1)
    world.node_tree.nodes["Background"].inputs[1].default_value = strength
    world.cycles.sampling_method = "NONE"


def camera(view, target, azimuth=15.0, elevation=17.0, lens=70.0, blur=2.8):
    """Look at a target from an angle so that `view` centimeters fill the width."""
    distance = view * lens / SENSOR
    turn, rise = math.radians(azimuth), math.radians(elevation)
    away = Vector((math.sin(turn) * math.cos(rise), -math.cos(turn) * math.cos(rise), math.sin(rise)))
    data = bpy.data.cameras.new("camera")
    data.lens, data.clip_end = lens, distance * 20
    if blur:
        data.dof.use_dof = True
        data.dof.focus_distance = distance
        data.dof.aperture_fstop = blur * 2.67 / view
    eye = shapes.link("camera", data)
    eye.location = Vector(target) + away * distance
    eye.rotation_euler = (Vector(target) - eye.location).to_track_quat("-Z", "Y").to_euler()
    bpy.context.scene.camera = eye
    return eye


def light(view, target, mood="day"):
    """The shop's light: a large window on the left, a cool fill, a soft rim from behind."""
    k = view / 2.67
    day = mood == "day"
    roll = backdrop(k, BACKDROP if day else (0.70, 0.575, 0.45))
    if mood == "hanging":
        roll.location.z = -1.3 * k
    level = {"day": 1.0, "evening": 0.5, "hanging": 0.9}[mood]
    softbox((-3.6, -2.4, 4.0), 2.4, 400 * level, (1.0, 0.94, 0.86), target, k)
    softbox((4.2, -2.6, 2.2), 2.2, 55 * level, (0.94, 0.96, 1.0), target, k)
    softbox((0.4, 2.0, 5.2), 3.0, 105 * level, (1.0, 0.98, 0.95), target, k)
    sky(0.22 * level)


def bulb(at, power, radius=1.5, color=(1.0, 0.80, 0.57)):
    """A warm lamp bulb."""
    data = bpy.data.lights.new("bulb", "POINT")
    data.energy, data.shadow_soft_size, data.color = power, radius, color
    made = shapes.link("bulb", data)
    made.location = at
    made.visible_camera = False
    return made


def grain(picture, amount=2.2):
    """Film grain: it keeps soft gradients from breaking into bands."""
    pixels = numpy.asarray(picture, dtype=numpy.float32)
    chance = numpy.random.default_rng(3)
    noise = chance.normal(0.0, amount, pixels.shape[:2] + (1,)).astype(numpy.float32)
    return Image.fromarray(numpy.clip(pixels + noise, 0, 255).round().astype(numpy.uint8))


def expose(path, width, height, samples, quality=88):
    """Render the scene and store it as WebP."""
    scene = bpy.context.scene
    scene.render.resolution_x, scene.render.resolution_y = width, height
    scene.cycles.samples = samples
    with tempfile.TemporaryDirectory() as folder:
        shot = Path(folder) / "shot.png"
        scene.render.filepath = str(shot)
        bpy.ops.render.render(write_still=True)
        with Image.open(shot) as picture:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            grain(picture.convert("RGB")).save(path, "WEBP", quality=quality, method=6)
