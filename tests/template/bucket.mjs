// A bucket for `sam package`: takes whatever is put and forgets it. Loopback only.

import { createServer } from "node:http";

/** Starts the bucket's server; answers its address, the keys that were put, and how to stop it. */
export async function startBucket() {
  const keys = [];
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      // Nothing is there yet, so that everything is uploaded.
      if (request.method === "HEAD") {
        response.writeHead(404).end();
        return;
      }
      if (request.method === "PUT") {
        keys.push(new URL(request.url, "http://bucket").pathname);
      }
      response.writeHead(200, { etag: '"0"' }).end();
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    keys,
    stop: () => new Promise((stopped) => server.close(stopped)),
  };
}
