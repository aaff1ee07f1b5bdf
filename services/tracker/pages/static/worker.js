// Without a connection: a page of its own, and reports are kept as drafts. Private pages are never
// kept. The server puts STORE, OFFLINE, KEPT and VERSION before this.
"use strict";
importScripts(STORE);

const CACHE = `aksi-${VERSION}`;

self.addEventListener("install", (event) => {
  const fill = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([OFFLINE, ...KEPT]);
    await self.skipWaiting();
  };
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("aksi-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (request.mode === "navigate" && request.method === "POST" && pathname.endsWith("/lapor")) {
    event.respondWith(sentOrKept(request, pathname));
  } else if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (request.method === "GET" && KEPT.includes(pathname)) {
    event.respondWith(caches.match(pathname).then((kept) => kept || fetch(request)));
  }
});

// The server may have recorded the report and only its answer was lost: its key makes it count once.
const sentOrKept = async (request, path) => {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    const values = Object.fromEntries(new URLSearchParams(await copy.text()));
    await Store.keep(draftOf(await Store.account(), path, values, new Date().toISOString()));
    return Response.redirect(OFFLINE, 303);
  }
};
