/**
 * Makes a native Node module loadable on a C library older than the one it was linked for.
 *
 * A module names the versions of the C library it needs; the loader refuses it when one is unknown. If every symbol bound to
 * a too new version is weak (the code copes with its absence), the need itself may be marked weak, and the loader then only
 * warns. That one flag is set in a copy; nothing else is changed, and a module with a strong need is refused.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

const SECTION_DYNAMIC_SYMBOLS = 11;
const SECTION_VERSION_OF_SYMBOLS = 0x6fffffff;
const SECTION_VERSIONS_NEEDED = 0x6ffffffe;
const FLAG_WEAK = 2;
const BINDING_WEAK = 2;

/** Answers the C library's version as [major, minor], or null where it is not glibc. */
function glibcVersion() {
  process.report.excludeNetwork = true;
  const text = process.report.getReport().header.glibcVersionRuntime;
  return text ? text.split(".").map(Number) : null;
}

/** Answers whether version `a` is newer than version `b`. */
function newer(a, b) {
  return a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);
}

/** Answers the sections of a little-endian 64-bit ELF file. */
function sections(bytes) {
  if (bytes.readUInt32BE(0) !== 0x7f454c46 || bytes[4] !== 2 || bytes[5] !== 1) {
    throw new Error("the installed Zola is not a 64-bit little-endian ELF module");
  }
  const table = Number(bytes.readBigUInt64LE(40));
  const size = bytes.readUInt16LE(58);
  const count = bytes.readUInt16LE(60);
  return Array.from({ length: count }, (_, index) => {
    const at = table + index * size;
    return {
      type: bytes.readUInt32LE(at + 4),
      offset: Number(bytes.readBigUInt64LE(at + 24)),
      size: Number(bytes.readBigUInt64LE(at + 32)),
      link: bytes.readUInt32LE(at + 40),
      info: bytes.readUInt32LE(at + 44),
    };
  });
}

/** Answers the C library versions the module needs that are newer than `have`: name, index of the version, place of its flags. */
function tooNew(bytes, all, have) {
  const needs = all.find(({ type }) => type === SECTION_VERSIONS_NEEDED);
  if (!needs) {
    return [];
  }
  const names = all[needs.link].offset;
  const found = [];
  let file = needs.offset;
  for (let left = needs.info; left > 0; left -= 1) {
    let entry = file + bytes.readUInt32LE(file + 8);
    for (let entries = bytes.readUInt16LE(file + 2); entries > 0; entries -= 1) {
      const start = names + bytes.readUInt32LE(entry + 8);
      const name = bytes.toString("latin1", start, bytes.indexOf(0, start));
      const [, major, minor] = /^GLIBC_(\d+)\.(\d+)/.exec(name) ?? [];
      if (major && newer([Number(major), Number(minor)], have)) {
        found.push({ name, version: bytes.readUInt16LE(entry + 6), flagsAt: entry + 4 });
      }
      entry += bytes.readUInt32LE(entry + 12);
    }
    file += bytes.readUInt32LE(file + 12);
  }
  return found;
}

/** Answers whether every symbol bound to the version is weak. */
function onlyWeak(bytes, all, version) {
  const symbols = all.find(({ type }) => type === SECTION_DYNAMIC_SYMBOLS);
  const versions = all.find(({ type }) => type === SECTION_VERSION_OF_SYMBOLS);
  for (let index = 0; index < versions.size / 2; index += 1) {
    const bound = bytes.readUInt16LE(versions.offset + index * 2) & 0x7fff;
    const binding = bytes[symbols.offset + index * 24 + 4] >> 4;
    if (bound === version && binding !== BINDING_WEAK) {
      return false;
    }
  }
  return true;
}

/** Answers a writable folder for the copy: beside the package, else the system's temporary folder. */
function copyFolder(native) {
  const beside = join(dirname(native), "..", "..", ".cache", "run-zola");
  for (const folder of [beside, join(tmpdir(), `run-zola-${process.getuid()}`)]) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const probe = join(folder, `.probe-${process.pid}`);
      writeFileSync(probe, "");
      rmSync(probe);
      return folder;
    } catch {
      // Not writable: the next one.
    }
  }
  throw new Error("there is no writable folder for a patched copy of Zola");
}

/**
 * Answers the path of the module, or of a copy of it, that this system's C library loads.
 *
 * Throws an error with one line when a strong symbol needs a newer C library.
 */
export function loadable(native) {
  const have = glibcVersion();
  if (!have) {
    return native;
  }
  const bytes = readFileSync(native);
  const all = sections(bytes);
  const needs = tooNew(bytes, all, have);
  if (needs.length === 0) {
    return native;
  }
  for (const { name, version, flagsAt } of needs) {
    if (!onlyWeak(bytes, all, version)) {
      throw new Error(`the pinned Zola needs ${name} and this system has glibc ${have.join(".")}`);
    }
    bytes.writeUInt16LE(bytes.readUInt16LE(flagsAt) | FLAG_WEAK, flagsAt);
  }
  const stamp = statSync(native).mtimeMs.toString(36).replace(".", "");
  const copy = join(copyFolder(native), `${stamp}-glibc-${have.join(".")}-${basename(native)}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    copyFileSync(native, unfinished);
    writeFileSync(unfinished, bytes);
    renameSync(unfinished, copy);
  }
  return copy;
}
