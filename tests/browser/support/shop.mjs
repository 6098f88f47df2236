/** Starts the shop itself, the one that `cargo shop up` runs, with data of its own; and ends it. */

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../../..");
const START_MAX_MS = 300_000; // a first build of the site scales every picture
const STOP_MAX_MS = 10_000;
const LOOK_EVERY_MS = 100;
const PORTS = 3; // the shop and two payment providers

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Waits until `look` answers something. */
export async function until(what, look, most_ms = 20_000) {
  const end = Date.now() + most_ms;
  for (;;) {
    const seen = await look();
    if (seen) {
      return seen;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${most_ms} ms in vain for ${what}`);
    }
    await pause(LOOK_EVERY_MS);
  }
}

/** The `shop` command that is tested. */
export function binary() {
  const named = process.env.SHOP_BIN ?? process.env.SHOP_BINARY;
  const built = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug/shop");
  const path = named ?? built;
  if (!existsSync(path)) {
    throw new Error(`there is no ${path}: build it with "cargo build -p shop", or name another in SHOP_BIN`);
  }
  return path;
}

const isFree = (port) =>
  new Promise((answer) => {
    const server = createServer();
    server.once("error", () => answer(false));
    server.listen(port, "127.0.0.1", () => server.close(() => answer(true)));
  });

/** The first of some ports in a row that nobody uses, below the range that systems give out by themselves. */
export async function freePorts() {
  for (let first = 20_000 + (process.pid % 1000) * PORTS; first < 32_000; first += PORTS) {
    const ports = Array.from({ length: PORTS }, (_, offset) => first + offset);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) {
      return first;
    }
  }
  throw new Error(`no ${PORTS} free ports in a row between 20000 and 32000`);
}

/** A running shop. */
class Shop {
  constructor(process, data, port) {
    this.process = process;
    this.data = data;
    this.site = join(data, "site"); // the built pages, a copy for this address
    this.url = `http://localhost:${port}`;
    this.origin = new URL(this.url).origin;
    // Providers answer on the ports after the shop's: cards, then PayPal.
    this.providerOrigins = [port + 1, port + 2].map((next) => `http://localhost:${next}`);
    [this.providerOrigin, this.paypalOrigin] = this.providerOrigins;
  }

  /** JSON of the shop or its console. */
  async json(path) {
    const response = await fetch(this.url + path, { headers: { accept: "application/json" } });
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    }
    return response.json();
  }

  /** Lets the reconciler do its round now. */
  async reconcile() {
    const body = new URLSearchParams({ function: "payment-reconcile" });
    const response = await fetch(`${this.url}/_local/clock/run`, { method: "POST", body });
    if (!response.ok) {
      throw new Error(`the reconciler did not run: ${response.status}`);
    }
  }

  /** Units of a SKU that can be sold now. */
  async available(sku) {
    const { available } = await this.json(`/_local/stock/${sku}`);
    return available;
  }

  /** The mails to an address: each as the text of its file and its decoded parts. */
  mailsTo(address) {
    const folder = join(this.data, "mails");
    const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".eml")).sort() : [];
    return files
      .map((name) => mail(readFileSync(join(folder, name), "utf8")))
      .filter(({ headers }) => new RegExp(`^to:.*${address.replaceAll(".", "\\.")}`, "im").test(headers));
  }

  /** Ends the shop and takes its data away. */
  async stop() {
    if (this.process.exitCode === null) {
      const ended = new Promise((done) => this.process.once("exit", done));
      this.process.kill("SIGINT");
      const late = setTimeout(() => this.process.kill("SIGKILL"), STOP_MAX_MS);
      await ended;
      clearTimeout(late);
    }
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** The head of a mail as it is, and its text and HTML parts decoded. */
function mail(source) {
  const [headers] = source.split(/\r?\n\r?\n/, 1);
  const boundaries = [...source.matchAll(/boundary="?([^"\s;]+)"?/gi)].map(([, boundary]) => `--${boundary}`);
  const parts = [[]];
  for (const line of source.split(/\r?\n/)) {
    if (boundaries.some((boundary) => line === boundary || line === `${boundary}--`)) {
      parts.push([]);
    } else {
      parts.at(-1).push(line);
    }
  }
  const part = (type) => {
    const lines = parts.find((one) => one.some((line) => line.toLowerCase().startsWith(`content-type: ${type}`)));
    const gap = lines?.indexOf("") ?? -1;
    return gap < 0 ? "" : decoded(lines.slice(0, gap).join("\n"), lines.slice(gap + 1).join("\n"));
  };
  return { headers: headers.replaceAll(/\r?\n[ \t]+/g, " "), text: part("text/plain"), html: part("text/html") };
}

function decoded(head, body) {
  if (/content-transfer-encoding:\s*base64/i.test(head)) {
    return Buffer.from(body, "base64").toString("utf8");
  }
  if (/content-transfer-encoding:\s*quoted-printable/i.test(head)) {
    const bytes = body
      .replaceAll(/=\r?\n/g, "")
      .replaceAll(/=([0-9A-F]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
    return Buffer.from(bytes, "latin1").toString("utf8");
  }
  return body;
}

/** Starts a shop with an empty data folder and waits until it is ready. */
export async function startShop() {
  const port = await freePorts();
  const data = mkdtempSync(join(tmpdir(), "shop-browser-"));
  const child = spawn(binary(), ["up", "--port", String(port), "--data", data], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      said += text;
    });
  }
  const shop = new Shop(child, data, port);
  try {
    await until(
      "the shop to be ready",
      async () => {
        if (child.exitCode !== null) {
          throw new Error("it ended");
        }
        return fetch(`${shop.url}/healthz`).then(({ status }) => status === 200, () => false);
      },
      START_MAX_MS,
    );
  } catch (error) {
    await shop.stop();
    throw new Error(`the shop did not start: ${error.message}\n${said}`, { cause: error });
  }
  return shop;
}
