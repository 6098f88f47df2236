"""One table of glazes, woods, cloths, papers and paints, and the shaders made from it.

Colors are linear RGB as the renderer wants them. Lengths are centimeters.
"""

import bpy

GLAZES = {
    # dark where it runs thick, light where thin, the color of an edge it breaks over, roughness, speckles
    "tide": ((0.018, 0.105, 0.115), (0.075, 0.255, 0.235), (0.30, 0.36, 0.27), 0.22, 0.15),
    "chalk": ((0.62, 0.56, 0.47), (0.78, 0.73, 0.65), (0.36, 0.22, 0.12), 0.34, 0.9),
    "ember": ((0.26, 0.055, 0.012), (0.56, 0.155, 0.035), (0.16, 0.05, 0.02), 0.24, 0.35),
    "moss": ((0.115, 0.135, 0.075), (0.24, 0.265, 0.165), (0.40, 0.30, 0.17), 0.36, 0.5),
    "ink": ((0.006, 0.010, 0.022), (0.022, 0.036, 0.066), (0.17, 0.10, 0.055), 0.20, 0.1),
    "celadon": ((0.30, 0.42, 0.34), (0.50, 0.60, 0.50), (0.62, 0.60, 0.50), 0.16, 0.1),
    "terracotta": ((0.36, 0.135, 0.060), (0.52, 0.215, 0.105), (0.60, 0.34, 0.20), 0.85, 0.5),
    "basalt": ((0.030, 0.030, 0.031), (0.075, 0.074, 0.072), (0.17, 0.16, 0.15), 0.75, 0.8),
    "whitewash": ((0.60, 0.53, 0.44), (0.76, 0.70, 0.61), (0.50, 0.26, 0.14), 0.85, 0.4),
    "clay": ((0.27, 0.145, 0.075), (0.40, 0.235, 0.130), (0.45, 0.28, 0.16), 0.85, 0.6),
    "pale clay": ((0.46, 0.35, 0.25), (0.58, 0.47, 0.36), (0.60, 0.50, 0.40), 0.8, 0.7),
}

WOODS = {
    # early wood, late wood, ring width, pores (0 to 1)
    "oak": ((0.50, 0.315, 0.165), (0.365, 0.205, 0.095), 0.55, 0.75),
    "walnut": ((0.165, 0.083, 0.042), (0.070, 0.032, 0.016), 0.75, 0.6),
    "ash": ((0.66, 0.50, 0.33), (0.47, 0.31, 0.175), 0.85, 0.45),
    "beech": ((0.56, 0.36, 0.215), (0.48, 0.285, 0.16), 0.35, 0.25),
    "olive": ((0.55, 0.37, 0.17), (0.21, 0.105, 0.040), 0.60, 0.3),
    "cedar": ((0.50, 0.235, 0.115), (0.38, 0.155, 0.07), 0.25, 0.3),
    "smoked": ((0.20, 0.125, 0.075), (0.11, 0.062, 0.034), 0.7, 0.7),
}

CLOTHS = {
    "flax": (0.43, 0.345, 0.24),
    "chalk": (0.74, 0.70, 0.63),
    "rust": (0.36, 0.095, 0.042),
    "moss": (0.135, 0.155, 0.075),
    "ochre": (0.53, 0.285, 0.065),
    "ink": (0.022, 0.038, 0.075),
    "sky": (0.30, 0.42, 0.51),
    "blue": (0.045, 0.105, 0.23),
    "black": (0.018, 0.017, 0.017),
    "forest": (0.020, 0.060, 0.040),
}

PAINTS = {
    "sand": (0.56, 0.43, 0.29),
    "rust": (0.33, 0.070, 0.026),
    "forest": (0.014, 0.050, 0.032),
    "chalk": (0.78, 0.71, 0.61),
    "ochre": (0.56, 0.27, 0.045),
    "ink": (0.012, 0.019, 0.036),
    "black": (0.012, 0.012, 0.012),
    "white": (0.80, 0.77, 0.72),
    "felt": (0.10, 0.09, 0.08),
    "leaf": (0.085, 0.125, 0.052),
    "olive leaf": (0.135, 0.160, 0.095),
    "graphite": (0.035, 0.035, 0.037),
    "bark": (0.12, 0.078, 0.048),
}

PAPERS = {
    "ivory": (0.76, 0.70, 0.58),
    "chalk": (0.78, 0.75, 0.68),
    "sage": (0.42, 0.47, 0.34),
    "terracotta": (0.40, 0.150, 0.072),
    "forest": (0.022, 0.066, 0.044),
    "ochre": (0.53, 0.285, 0.065),
    "ink": (0.022, 0.038, 0.075),
    "moss": (0.135, 0.155, 0.075),
}


class Shader:
    """A material under construction: its nodes and the few ways this shop joins them."""

    def __init__(self, name):
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.surface = self.tree.nodes["Principled BSDF"]

    def node(self, kind, **settings):
        """A node with its settings; keys that name an input are put there."""
        made = self.tree.nodes.new("ShaderNode" + kind)
        for key, value in settings.items():
            if hasattr(made, key):
                setattr(made, key, value)
            else:
                self.put(made.inputs[key.replace("_", " ")], value)
        return made

    def put(self, target, value):
        """Link a socket or set a value, whichever is given."""
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, target)
        elif isinstance(value, tuple) and len(value) == 3 and target.type == "RGBA":
            target.default_value = (*value, 1)
        else:
            target.default_value = value

    def set(self, **inputs):
        """Set inputs of the surface, by name with underscores."""
        for key, value in inputs.items():
            self.put(self.surface.inputs[key.replace("_", " ")], value)
        return self

    def place(self, scale=(1, 1, 1), turn=(0, 0, 0), at=(0, 0, 0), source="Object"):
        """Coordinates of the object (centimeters) or its UV map, moved and stretched."""
        start = self.node("TexCoord").outputs[source]
        moved = self.node("Mapping", Vector=start)
        moved.inputs["Location"].default_value = at
        moved.inputs["Rotation"].default_value = turn
        moved.inputs["Scale"].default_value = scale
        return moved.outputs["Vector"]

    def grain(self, where, scale, detail=3.0, roughness=0.5):
        """Smooth noise between 0 and 1."""
        return self.node("TexNoise", Vector=where, Scale=scale, Detail=detail, Roughness=roughness).outputs["Fac"]

    def ramp(self, factor, low, high, start=0.0, end=1.0):
        """A color (or gray) that goes from low to high between start and end."""
        made = self.node("ValToRGB", Fac=factor)
        ends = made.color_ramp.elements
        for knot, value, position in ((ends[0], low, start), (ends[1], high, end)):
            gray = value if isinstance(value, tuple) else (value, value, value)
            knot.color, knot.position = (*gray, 1), position
        return made.outputs["Color"]

    def mix(self, factor, first, second, blend="MIX"):
        """Two colors mixed."""
        made = self.node("Mix", data_type="RGBA", blend_type=blend)
        self.put(made.inputs[0], factor)
        self.put(made.inputs[6], first)
        self.put(made.inputs[7], second)
        return made.outputs[2]

    def math(self, operation, first, second=0.0):
        """Arithmetic on two values."""
        made = self.node("Math", operation=operation)
        self.put(made.inputs[0], first)
        self.put(made.inputs[1], second)
        return made.outputs[0]

    def bump(self, height, strength, distance=0.1):
        """Let light see a relief that the mesh does not have."""
        made = self.node("Bump", Height=height, Strength=strength, Distance=distance)
        self.put(self.surface.inputs["Normal"], made.outputs["Normal"])
        return self


def glaze(name, scale=1.0):
    """A fired surface: cloudy, a little speckled, broken over edges."""
    thick, thin, edge, rough, speckles = GLAZES[name]
    s = Shader(name)
    where = s.place()
    cloud = s.grain(where, 0.5 * scale, 5.0, 0.6)
    color = s.ramp(cloud, thick, thin, 0.32, 0.68)
    dots = s.ramp(s.grain(where, 4.5 * scale, 1.0), 0.0, 1.0, 0.70, 0.74)
    color = s.mix(s.math("MULTIPLY", dots, 0.55 * speckles), color, tuple(c * 0.35 for c in edge))
    worn = s.node("Attribute", attribute_name="wear").outputs["Fac"]
    worn = s.math("MULTIPLY", worn, s.math("ADD", cloud, 0.45))
    s.set(Base_Color=s.mix(worn, color, edge), Roughness=rough)
    if rough < 0.5:
        s.set(Coat_Weight=0.35, Coat_Roughness=0.12)
        return s.bump(s.grain(where, 1.1 * scale, 2.0), 0.12, 0.12).material
    return s.bump(s.grain(where, 7 * scale, 4.0, 0.7), 0.25, 0.05).material


def along_grain(s, axis, stretch, at=(0, 0, 0)):
    """Coordinates whose third axis is the grain, which is drawn out by `stretch`."""
    scale = {"x": (stretch, 1, 1), "y": (1, stretch, 1), "z": (1, 1, stretch)}[axis]
    turn = {"x": (0, 1.5708, 0), "y": (1.5708, 0, 0), "z": (0, 0, 0)}[axis]
    return s.place(scale, turn, at)


def wood(name, axis="z", center=(1.5, 3.0), scale=1.0, oiled=0.42):
    """Rings about a grain axis that passes beside the object, fibers and pores along it."""
    early, late, ring, pores = WOODS[name]
    s = Shader(name)
    rings = s.node(
        "TexWave", wave_type="RINGS", rings_direction="Z", wave_profile="SAW",
        Vector=along_grain(s, axis, 0.07, (*center, 0)),
        Scale=0.314 / ring * scale, Distortion=3.2, Detail=3.0, Detail_Scale=0.55,
    ).outputs["Fac"]
    color = s.mix(s.math("POWER", rings, 1.6), early, late)
    broad = s.grain(along_grain(s, axis, 0.05), 0.35 * scale, 2.0)
    color = s.mix(0.45, color, s.ramp(broad, 0.55, 1.25, 0.3, 0.7), "MULTIPLY")
    fibers = s.grain(along_grain(s, axis, 0.025), 7 * scale, 4.0, 0.65)
    color = s.mix(0.35, color, s.ramp(fibers, 0.5, 1.15, 0.3, 0.7), "MULTIPLY")
    lines = s.ramp(s.grain(along_grain(s, axis, 0.018, (3, 9, 0)), 16 * scale, 2.0), 0.0, 1.0, 0.60, 0.68)
    color = s.mix(s.math("MULTIPLY", lines, pores * 0.65), color, tuple(c * 0.42 for c in late))
    s.set(Base_Color=color, Roughness=oiled, Coat_Weight=0.08, Coat_Roughness=0.35)
    return s.bump(s.math("SUBTRACT", fibers, s.math("MULTIPLY", lines, pores)), 0.18, 0.04).material


def cloth(name, scale=1.0, stripe=None, waffle=0.0):
    """Linen in its UV map: slubs along both threads, with woven stripes or a honeycomb if asked."""
    base = CLOTHS[name]
    s = Shader(name + " cloth")
    here = s.place(source="UV")
    warp = s.grain(s.place((9, 0.35, 1), source="UV"), scale, 3.0, 0.6)
    weft = s.grain(s.place((0.35, 9, 1), at=(3, 5, 0), source="UV"), scale, 3.0, 0.6)
    weave = s.math("MULTIPLY", s.math("ADD", warp, weft), 0.5)
    color = base
    if stripe:
        color = s.mix(stripes(s, here), base, CLOTHS[stripe])
    color = s.mix(0.75, color, s.ramp(weave, 0.55, 1.4, 0.34, 0.66), "MULTIPLY")
    faded = s.grain(s.place((0.12, 0.12, 1), source="UV"), 1.0, 2.0)
    color = s.mix(0.5, color, s.ramp(faded, 0.82, 1.12, 0.3, 0.7), "MULTIPLY")
    s.set(Base_Color=color, Roughness=0.92, Sheen_Weight=0.25, Sheen_Roughness=0.5, Specular_IOR_Level=0.2)
    if waffle:
        return s.bump(honeycomb(s, here, waffle), 1.0, 0.3).material
    return s.bump(weave, 0.55, 0.08).material


def stripes(s, where):
    """Where the tea towel's stripes are: a broad one between two fine ones, every 6 cm."""
    across = s.node("SeparateXYZ", Vector=where).outputs["X"]
    beat = s.math("ABSOLUTE", s.math("SUBTRACT", s.math("MODULO", s.math("ADD", across, 600.0), 5.0), 2.5))
    broad = s.math("LESS_THAN", beat, 0.42)
    fine = s.math("MULTIPLY", s.math("GREATER_THAN", beat, 0.78), s.math("LESS_THAN", beat, 0.95))
    return s.math("MAXIMUM", broad, fine)


def honeycomb(s, where, cell):
    """The relief of a waffle weave with cells of the given size."""
    parts = s.node("SeparateXYZ", Vector=where)
    walls = []
    for axis in ("X", "Y"):
        wave = s.math("SINE", s.math("MULTIPLY", parts.outputs[axis], 3.14159 / cell))
        walls.append(s.math("POWER", s.math("ABSOLUTE", wave), 0.7))
    return s.math("SUBTRACT", 1.0, s.math("MULTIPLY", walls[0], walls[1]))


def paint(name, rough=0.42, metal=0.0, texture=0.06, scale=1.0):
    """Powder coat, enamel or lacquer, with a trace of orange peel."""
    s = Shader(name + " paint")
    s.set(Base_Color=PAINTS[name], Roughness=rough, Metallic=metal)
    return s.bump(s.grain(s.place(), 5 * scale, 2.0), texture, 0.03).material


def plain(name):
    """Braided fabric of a cord."""
    s = Shader(name + " braid")
    braid = s.grain(s.place(), 6.0, 1.0)
    s.set(Base_Color=s.mix(0.6, CLOTHS[name], s.ramp(braid, 0.7, 1.3, 0.4, 0.6), "MULTIPLY"), Roughness=0.85)
    return s.bump(braid, 0.4, 0.05).material


def metal(name="steel"):
    """Bare metal: brass, steel or zinc."""
    color, rough = {
        "brass": ((0.72, 0.46, 0.17), 0.26),
        "steel": ((0.56, 0.55, 0.53), 0.30),
        "zinc": ((0.47, 0.49, 0.50), 0.42),
    }[name]
    s = Shader(name)
    cloud = s.grain(s.place(), 0.7, 5.0, 0.7)
    spread = 0.75 if name == "zinc" else 0.92
    s.set(Base_Color=s.mix(1.0, color, s.ramp(cloud, spread, 1.08, 0.35, 0.65), "MULTIPLY"), Metallic=1.0)
    return s.set(Roughness=s.ramp(cloud, rough * 0.85, rough * 1.25, 0.3, 0.7)).material


def paper(name, leaves=False):
    """Paper; with `leaves` the cut edge of a block of pages."""
    s = Shader(name + " paper")
    color = PAPERS[name]
    if leaves:
        lines = s.grain(s.place((0.06, 0.06, 26)), 1.0, 2.0, 0.7)
        color = s.mix(0.8, color, s.ramp(lines, 0.62, 1.08, 0.36, 0.62), "MULTIPLY")
    s.set(Base_Color=color, Roughness=0.9, Specular_IOR_Level=0.25)
    return s.bump(s.grain(s.place(), 9, 4.0, 0.7), 0.15, 0.03).material


def bookcloth(name):
    """Woven cloth glued to board: fine, even and a little shiny."""
    s = Shader(name + " bookcloth")
    first = s.grain(s.place((14, 0.9, 0.9)), 1.0, 2.0)
    second = s.grain(s.place((0.9, 14, 14)), 1.0, 2.0)
    weave = s.math("MULTIPLY", s.math("ADD", first, second), 0.5)
    color = s.mix(0.6, CLOTHS[name], s.ramp(weave, 0.6, 1.35, 0.36, 0.64), "MULTIPLY")
    s.set(Base_Color=color, Roughness=0.8, Sheen_Weight=0.1)
    return s.bump(weave, 0.45, 0.05).material


def glow(color, strength, rough=0.5, body=(0.8, 0.78, 0.74)):
    """Something lit from within."""
    s = Shader("glow")
    s.set(Base_Color=body, Roughness=rough, Emission_Color=color, Emission_Strength=strength)
    return s.material


def lit_shade(name, top, bulb_z, strength=1.0, warm=(1.0, 0.72, 0.42)):
    """A lampshade's cloth with the bulb shining through it, brightest beside the bulb."""
    s = Shader(name + " shade")
    base = CLOTHS[name]
    around = s.node("SeparateXYZ", Vector=s.place())
    off = s.math("ABSOLUTE", s.math("SUBTRACT", around.outputs["Z"], bulb_z))
    near = s.ramp(s.math("DIVIDE", off, top), 1.0, 0.28, 0.0, 1.0)
    angle = s.place((1, 1, 0.05))
    upright = s.grain(angle, 6.0, 2.0)
    level = s.grain(s.place((0.06, 0.06, 9)), 1.0, 3.0)
    weave = s.math("MULTIPLY", s.math("ADD", upright, level), 0.5)
    threads = s.ramp(weave, 0.60, 1.25, 0.36, 0.64)
    color = s.mix(0.8, base, threads, "MULTIPLY")
    through = tuple(w * b / max(base) for w, b in zip(warm, base))
    shine = s.mix(1.0, s.mix(0.9, through, threads, "MULTIPLY"), near, "MULTIPLY")
    s.set(Base_Color=color, Roughness=0.9, Emission_Color=shine, Emission_Strength=strength)
    return s.bump(weave, 0.4, 0.06).material


def clear_glass():
    """Thin clear glass: reflections by angle, nothing bent, so shadows stay light."""
    s = Shader("glass")
    facing = s.node("LayerWeight", Blend=0.22).outputs["Facing"]
    clear = s.node("BsdfTransparent", Color=(0.97, 0.985, 0.98))
    gloss = s.node("BsdfGlossy", Roughness=0.03, Color=(1.0, 1.0, 1.0))
    amount = s.ramp(facing, 0.05, 0.75, 0.15, 1.0)
    both = s.node("MixShader")
    s.put(both.inputs[0], amount)
    s.put(both.inputs[1], clear.outputs[0])
    s.put(both.inputs[2], gloss.outputs[0])
    s.tree.links.new(both.outputs[0], s.tree.nodes["Material Output"].inputs["Surface"])
    return s.material


def water():
    """A still, shallow surface of water."""
    s = Shader("water")
    s.set(Base_Color=(0.75, 0.88, 0.84), Roughness=0.02, Alpha=0.22, Coat_Weight=0.6, Coat_Roughness=0.02)
    return s.bump(s.grain(s.place(), 0.35, 1.0), 0.15, 0.2).material


def jute(name):
    """Twine: twisted fibers, hairy enough to look dry."""
    s = Shader(name + " jute")
    base = {"natural": (0.40, 0.255, 0.125), "moss": (0.13, 0.15, 0.055)}[name]
    twist = s.grain(s.place((5, 5, 11)), 1.0, 4.0, 0.7)
    s.set(Base_Color=s.mix(0.9, base, s.ramp(twist, 0.45, 1.5, 0.33, 0.67), "MULTIPLY"), Roughness=0.95)
    return s.bump(twist, 0.9, 0.12).material
