#!/usr/bin/env node
/**
 * Writes the Atelier lamp as a glTF model: `node site/tools/lamp-model.mjs [FILE]` (by default
 * `site/static/models/atelier-lamp.glb`). Shade, base and cord are turned and bent along the same lines as in
 * `site/pictures/lamps.py`, in centimeters, and every SKU is a material variant of that name. Chance and day play no
 * part, so one version of Node makes the same bytes again; neither running nor testing the shop needs it.
 */
import { Document, NodeIO } from "@gltf-transform/core";
import { KHRMaterialsEmissiveStrength, KHRMaterialsVariants } from "@gltf-transform/extensions";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateSync } from "node:zlib";

const SITE = dirname(dirname(fileURLToPath(import.meta.url)));
const OUT = process.argv[2] ?? join(SITE, "static/models/atelier-lamp.glb");
const METER = 100;
const STEPS = 60;
const TEXTURE = 128;

// Lines of (radius, height) and of (x, y, height).

const minus = (a, b) => a.map((value, axis) => value - b[axis]);
const length = (a) => Math.hypot(...a);
const mix = (a, b, t) => a.map((value, axis) => value * (1 - t) + b[axis] * t);

/** A line whose inner corners are rounded; a third value of a corner is its own radius. */
function rounded(points, radius = 0.2, arc = 4) {
  const answer = [points[0].slice(0, 2)];
  for (let index = 1; index < points.length - 1; index += 1) {
    const [before, corner, after] = [points[index - 1], points[index], points[index + 1]].map((point) => point.slice(0, 2));
    const [inward, outward] = [minus(before, corner), minus(after, corner)];
    const reach = Math.min(points[index][2] ?? radius, length(inward) * 0.49, length(outward) * 0.49);
    const start = mix(corner, before, reach / length(inward));
    const end = mix(corner, after, reach / length(outward));
    for (let step = 0; step <= arc; step += 1) {
      const t = step / arc;
      answer.push(mix(mix(start, corner, t), mix(corner, end, t), t));
    }
  }
  return [...answer, points.at(-1).slice(0, 2)];
}

/** A smooth line through points (Catmull-Rom). */
function spline(points, per) {
  const ends = [minus(points[0].map((v) => v * 2), points[1]), minus(points.at(-1).map((v) => v * 2), points.at(-2))];
  const knots = [ends[0], ...points, ends[1]];
  const answer = [];
  for (let index = 0; index + 3 < knots.length; index += 1) {
    const [a, b, c, d] = knots.slice(index, index + 4);
    for (let step = 0; step < per; step += 1) {
      const t = step / per;
      answer.push(b.map((_, axis) => 0.5 * (2 * b[axis] + (c[axis] - a[axis]) * t
        + (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) * t ** 2
        + (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]) * t ** 3)));
    }
  }
  return [...answer, points.at(-1)];
}

// Surfaces: rings of points, joined. glTF's up is y.

/** A skin over rings; `outside` says in which direction of a ring and of the line its outside is. */
function skin(rings, along, around, closed) {
  const count = rings[0].length;
  const positions = [];
  const places = [];
  const corners = [];
  rings.forEach((ring, row) => ring.forEach((point, column) => {
    positions.push(point);
    places.push([(column / (count - 1)) * around, along[row]]);
  }));
  const at = (row, column) => row * count + column;
  for (let row = 0; row + 1 < rings.length; row += 1) {
    for (let column = 0; column + 1 < count; column += 1) {
      const [a, b, c, d] = [at(row, column), at(row, column + 1), at(row + 1, column + 1), at(row + 1, column)];
      corners.push(a, c, b, a, d, c);
    }
  }
  const normals = positions.map(() => [0, 0, 0]);
  for (let index = 0; index < corners.length; index += 3) {
    const [a, b, c] = corners.slice(index, index + 3);
    const [u, v] = [minus(positions[b], positions[a]), minus(positions[c], positions[a])];
    const normal = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    for (const corner of [a, b, c]) {
      normals[corner] = normals[corner].map((value, axis) => value + normal[axis]);
    }
  }
  if (closed) {
    // The first and the last column are one seam.
    for (let row = 0; row < rings.length; row += 1) {
      const sum = normals[at(row, 0)].map((value, axis) => value + normals[at(row, count - 1)][axis]);
      normals[at(row, 0)] = sum;
      normals[at(row, count - 1)] = sum;
    }
  }
  const unit = normals.map((normal) => normal.map((value) => value / (length(normal) || 1)));
  return { positions, normals: unit, places, corners };
}

/** Turns a profile of (radius, height) about the upright axis; from below to above its outside is outside. */
function lathe(profile, { around = 1, scale = 1 } = {}) {
  let walked = 0;
  const along = profile.map((point, index) => {
    walked += index === 0 ? 0 : length(minus(point, profile[index - 1]));
    return walked * scale;
  });
  const ring = ([radius, height]) => Array.from({ length: STEPS + 1 }, (_, step) => {
    const angle = (step / STEPS) * 2 * Math.PI;
    return [radius * Math.cos(angle), height, radius * Math.sin(angle)];
  });
  return skin(profile.map(ring), along, around, true);
}

/** The same skin cut out of one block: its picture runs through it upright, whatever the shape. */
function solid(surface) {
  return { ...surface, places: surface.positions.map(([x, y, z]) => [x * 0.055 + z * 0.018, y * 0.03]) };
}

/** A round rod along a line of (x, y, height). */
function rod(points, radius) {
  const line = spline(points, 10).map(([x, y, height]) => [x, height, -y]);
  let walked = 0;
  const along = [];
  const rings = line.map((point, index) => {
    walked += index === 0 ? 0 : length(minus(point, line[index - 1]));
    along.push(walked * 0.6);
    const ahead = minus(line[Math.min(index + 1, line.length - 1)], line[Math.max(index - 1, 0)]);
    const forward = ahead.map((value) => value / length(ahead));
    const side = [forward[2], 0, -forward[0]];
    const across = side.map((value) => value / length(side));
    const up = [across[1] * forward[2] - across[2] * forward[1], across[2] * forward[0] - across[0] * forward[2], across[0] * forward[1] - across[1] * forward[0]];
    return Array.from({ length: 13 }, (_, step) => {
      const angle = (step / 12) * 2 * Math.PI;
      return point.map((value, axis) => value + radius * (Math.cos(angle) * across[axis] - Math.sin(angle) * up[axis]));
    });
  });
  return skin(rings, along, 2, true);
}

// Pictures on surfaces, drawn by rule: an 8-bit PNG without anything that depends on the day.

function crc(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
  }
  return ~sum >>> 0;
}

function png(draw) {
  const rows = Buffer.alloc(TEXTURE * (TEXTURE * 3 + 1));
  for (let y = 0; y < TEXTURE; y += 1) {
    for (let x = 0; x < TEXTURE; x += 1) {
      draw(x / TEXTURE, y / TEXTURE).forEach((value, channel) => {
        rows[y * (TEXTURE * 3 + 1) + 1 + x * 3 + channel] = Math.round(Math.min(1, Math.max(0, value)) * 255);
      });
    }
  }
  const chunk = (name, content) => {
    const body = Buffer.concat([Buffer.from(name, "latin1"), content]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(content.length, 0);
    frame.writeUInt32BE(crc(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(TEXTURE, 0);
  head.writeUInt32BE(TEXTURE, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([mark, chunk("IHDR", head), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

/** A number between 0 and 1 that follows from a whole one. */
function chance(number) {
  const mixed = Math.imul(number ^ 0x9e3779b9, 0x85ebca6b) ^ (number >>> 13);
  return ((Math.imul(mixed ^ (mixed >>> 16), 0xc2b2ae35) >>> 0) % 4096) / 4096;
}

const shade = (color, by) => color.map((value) => value * by);

/** Threads over and under one another, each as thick as it was spun. */
const weave = (color, strength) => (u, v) => {
  const [column, row] = [Math.floor(u * 48), Math.floor(v * 64)];
  const over = (column + row) % 2 === 0;
  const bow = Math.sin((over ? u * 48 : v * 64) * Math.PI) ** 2;
  const spun = over ? chance(column + 91) : chance(row + 7);
  const slub = chance(row * 3 + Math.floor(u * 5) * 211) > 0.86 ? 0.72 : 1;
  return shade(color, (1 - strength + strength * (0.4 * bow + 0.6 * spun)) * slub);
};

/** The light of the bulb on the cloth: most where it is near, little at the hems. */
const lit = (u, v) => {
  const near = Math.exp(-(((1 - v) * 19.6 - 8.5) ** 2) / 55);
  return [0.1 + 0.9 * near, 0.1 + 0.9 * near, 0.1 + 0.9 * near];
};

/** Lines of late wood, some wide and some narrow, along the grain. */
const grain = (early, late) => (u, v) => {
  const wander = 0.012 * Math.sin(v * 2 * Math.PI) + 0.006 * Math.sin(v * 6 * Math.PI + 2);
  const place = (((u + wander) % 1) + 1) % 1 * 14;
  const line = Math.floor(place);
  const within = place - line;
  const dark = Math.max(0, Math.sin(within * Math.PI)) ** (2 + 6 * chance(line)) * (0.35 + 0.65 * chance(line + 40));
  const pore = chance(Math.floor(u * 128) * 131 + Math.floor(v * 16) * 17) > 0.93 ? 0.82 : 1;
  return mix(early, late, dark).map((value) => value * pore);
};

/** A braided cord. */
const braid = (color) => (u, v) => {
  const stripe = Math.sin((u * 4 + v * 4) * 2 * Math.PI) * Math.sin((u * 4 - v * 4) * 2 * Math.PI);
  return shade(color, 0.78 + 0.22 * stripe);
};

/** Linear light as the eye's steps of a picture. */
const seen = (linear) => linear.map((value) => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055));

// The lamp.

const SHADES = { FLAX: [0.50, 0.42, 0.31], CHALK: [0.68, 0.65, 0.60], FOREST: [0.013, 0.042, 0.027] };
const WOODS = {
  OAK: [[0.50, 0.315, 0.165], [0.365, 0.205, 0.095]],
  WALNUT: [[0.165, 0.083, 0.042], [0.070, 0.032, 0.016]],
};
const CORDS = { BLACK: [0.022, 0.022, 0.024], RUST: [0.40, 0.105, 0.035] };

const document = new Document();
document.createBuffer();
const variants = document.createExtension(KHRMaterialsVariants);
const glowing = document.createExtension(KHRMaterialsEmissiveStrength);
const scene = document.createScene("Atelier lamp");

function material(name, { color = [1, 1, 1], picture, roughness, metal = 0, light, glow, strength = 1, both = false }) {
  const made = document.createMaterial(name).setRoughnessFactor(roughness).setMetallicFactor(metal).setDoubleSided(both);
  made.setBaseColorFactor([...color, 1]);
  if (picture) {
    made.setBaseColorTexture(document.createTexture(name).setMimeType("image/png").setImage(png(picture)));
  }
  if (light) {
    made.setEmissiveFactor(light);
    if (glow) {
      made.setEmissiveTexture(document.createTexture(`${name} lit`).setMimeType("image/png").setImage(png(glow)));
      made.getEmissiveTextureInfo().setTexCoord(1);
    }
    made.setExtension("KHR_materials_emissive_strength", glowing.createEmissiveStrength().setEmissiveStrength(strength));
  }
  return made;
}

function part(name, { positions, normals, places, corners }, surface) {
  const accessor = (type, rows, Kind) => document.createAccessor().setType(type).setArray(new Kind(rows.flat()));
  const primitive = document.createPrimitive()
    .setAttribute("POSITION", accessor("VEC3", positions.map((point) => point.map((value) => value / METER)), Float32Array))
    .setAttribute("NORMAL", accessor("VEC3", normals, Float32Array))
    .setAttribute("TEXCOORD_0", accessor("VEC2", places, Float32Array))
    .setIndices(document.createAccessor().setType("SCALAR").setArray(new Uint16Array(corners)))
    .setMaterial(surface);
  if (name === "shade") {
    const heights = positions.map(([, height]) => [0.5, 1 - (height - 27) / 19.6]);
    primitive.setAttribute("TEXCOORD_1", accessor("VEC2", heights, Float32Array));
  }
  scene.addChild(document.createNode(name).setMesh(document.createMesh(name).addPrimitive(primitive)));
  return primitive;
}

const names = Object.fromEntries(Object.keys(SHADES).flatMap((cloth) => Object.keys(WOODS).flatMap((wood) => Object.keys(CORDS).map((flex) => {
  const sku = `ATELIER-${cloth}-${wood}-${flex}`;
  return [sku, { sku, cloth, wood, flex, variant: variants.createVariant(sku) }];
}))));

/** The part's material in each variant. */
function choose(primitive, materials, of) {
  const list = variants.createMappingList();
  for (const [key, surface] of Object.entries(materials)) {
    const mapping = variants.createMapping().setMaterial(surface);
    Object.values(names).filter((name) => of(name) === key).forEach(({ variant }) => mapping.addVariant(variant));
    list.addMapping(mapping);
  }
  primitive.setExtension("KHR_materials_variants", list);
}

const brass = material("brass", { color: [0.62, 0.44, 0.20], roughness: 0.32, metal: 1 });
const felt = material("felt", { color: [0.045, 0.045, 0.045], roughness: 1 });
const bulb = material("bulb", { color: [1, 0.9, 0.75], roughness: 0.4, light: [1, 0.78, 0.50], strength: 3 });
const nothing = material("nothing", { roughness: 1 }).setAlphaMode("MASK").setAlphaCutoff(1).setBaseColorFactor([1, 1, 1, 0]);

const woods = Object.fromEntries(Object.entries(WOODS).map(([name, [early, late]]) => [
  name, material(name.toLowerCase(), { picture: (u, v) => seen(grain(early, late)(u, v)), roughness: 0.48 }),
]));
const cords = Object.fromEntries(Object.entries(CORDS).map(([name, color]) => [
  name, material(`${name.toLowerCase()} cord`, { picture: (u, v) => seen(braid(color)(u, v)), roughness: 0.85 }),
]));
const linen = (name, light) => material(`${name.toLowerCase()} linen`, {
  picture: (u, v) => seen(weave(SHADES[name], 0.5)(u, v)), roughness: 0.95, both: true, light, glow: lit, strength: 1,
});
const hems = Object.fromEntries(["FLAX", "CHALK"].map((name) => [
  name, material(`${name.toLowerCase()} hem`, { picture: (u, v) => seen(weave(shade(SHADES[name], 0.7), 0.4)(u, v)), roughness: 0.95 }),
]));
hems.FOREST = nothing;
const linens = { FLAX: linen("FLAX", [0.52, 0.36, 0.20]), CHALK: linen("CHALK", [0.50, 0.40, 0.27]), FOREST: nothing };
const enamel = material("forest enamel", { color: SHADES.FOREST, roughness: 0.2 });
const white = material("white enamel", { color: [0.82, 0.80, 0.75], roughness: 0.35, light: [0.42, 0.30, 0.17] });
const enamels = { FLAX: nothing, CHALK: nothing, FOREST: enamel };
const insides = { FLAX: nothing, CHALK: nothing, FOREST: white };

const turned = [[0, 0.3], [7.6, 0.3, 0.3], [8.0, 1.3, 0.5], [7.2, 2.3, 0.6], [3.6, 3.6, 1.5], [2.15, 6.5, 2.0], [2.7, 13.0, 4.0],
  [3.5, 17.2, 2.0], [2.6, 20.6, 1.2], [1.3, 21.4, 0.3], [0, 21.4]];
choose(part("base", solid(lathe(rounded(turned, 0.4, 5))), woods.OAK), woods, ({ wood }) => wood);
part("felt", lathe([[7.2, 0], [7.2, 0.35]]), felt);
part("socket", lathe(rounded([[0, 21.3], [1.0, 21.3], [1.0, 26.4], [1.5, 26.6], [1.5, 29.5], [0, 29.5]], 0.15)), brass);
part("bulb", lathe(spline([[0.9, 29.4], [1.6, 30.6], [2.9, 33.4], [2.4, 36.0], [0.9, 37.1], [0.01, 37.3]], 6)), bulb);

const cone = Array.from({ length: 9 }, (_, step) => mix([15.0, 27.0], [11.0, 46.6], step / 8));
const hem = ([radius, height]) => rounded([[radius - 0.25, height - 0.3], [radius + 0.1, height - 0.3, 0.1], [radius + 0.08, height + 0.35, 0.1], [radius - 0.3, height + 0.35]], 0.1);
choose(part("shade", lathe(cone, { around: 9, scale: 0.45 }), linens.FLAX), linens, ({ cloth }) => cloth);
for (const [name, end] of [["lower hem", cone[0]], ["upper hem", cone.at(-1)]]) {
  choose(part(name, lathe(hem(end), { around: 9, scale: 0.45 }), hems.FLAX), hems, ({ cloth }) => cloth);
}

const bell = [[15.0, 26.6], [14.3, 28.0], [9.6, 36.8], [4.6, 43.6], [2.6, 45.4], [2.5, 47.0], [0, 47.2]];
const lining = bell.map(([radius, height]) => [radius * 0.975, height - 0.25]);
choose(part("enamel", lathe(rounded(bell, 1.4)), nothing), enamels, ({ cloth }) => cloth);
choose(part("lining", lathe(rounded(lining, 1.4).reverse()), nothing), insides, ({ cloth }) => cloth);
choose(part("rim", lathe(rounded([[14.6, 26.5], [15.05, 26.4, 0.1], [15.05, 26.9]], 0.1)), nothing), insides, ({ cloth }) => cloth);

// Shorter than in the pictures, where it leaves the scene: it ends behind the lamp.
const cord = [[6.5, 1.0, 0.55], [9.5, 0.2, 0.4], [11.5, 4, 0.4], [8.5, 9.5, 0.4], [1, 12, 0.4], [-7, 11, 0.4]];
choose(part("cord", rod(cord, 0.36), cords.BLACK), cords, ({ flex }) => flex);

mkdirSync(dirname(OUT), { recursive: true });
const io = new NodeIO().registerExtensions([KHRMaterialsEmissiveStrength, KHRMaterialsVariants]);
document.getRoot().getAsset().generator = "site/tools/lamp-model.mjs";
writeFileSync(OUT, await io.writeBinary(document));
