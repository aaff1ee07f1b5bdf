// Without a connection: a page of its own, and reports are kept as drafts. Private pages are never
// kept. The server puts STORE, OFFLINE, KEPT and VERSION before this.
"use strict";
importScripts(STORE);

const CACHE = `aksi-${VERSION}`;
const RECEIPT = "/kemajuan/tanda-terima/";

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
  if (request.mode === "navigate" && request.method === "POST") {
    // Going back to the answer of a form is for the browser: nothing is to be sent.
    if (!request.isHistoryNavigation && request.cache !== "only-if-cached") {
      event.respondWith(sentOrKept(request));
    }
  } else if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (request.method === "GET" && KEPT.includes(pathname)) {
    event.respondWith(caches.match(pathname).then((kept) => kept || fetch(request)));
  }
});

// The server may have recorded the report and only its answer was lost: its key makes it count once.
const sentOrKept = async (request) => {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    const draft = await draftIn(copy, await Store.account());
    if (draft) await Store.keep(draft);
    return Response.redirect(OFFLINE, 303);
  }
};

// What a form that could not be sent becomes; nothing for one that can simply be sent again.
const draftIn = async (request, account) => {
  const { pathname, searchParams } = new URL(request.url);
  const written = new Date().toISOString();
  const form = await request.formData();
  if (pathname.endsWith("/lapor")) {
    return draftOf(account, pathname, Object.fromEntries(form), written);
  }
  if (pathname === "/kemajuan/sama") {
    const task = (await Store.tasksOf(account)).find((one) => one.item === form.get("butir"));
    if (!task) return null;
    const values = { physical_percent: task.percent, budget_realised: task.money, as_of: today() };
    return draftOf(account, `/kemajuan/butir/${encodeURIComponent(task.item)}/lapor`, values, written);
  }
  const report = searchParams.get("laporan");
  const file = form.get("file");
  if (pathname.endsWith("/bukti") && report && file) {
    const receipt = new URL(RECEIPT + encodeURIComponent(report), request.url).href;
    const path = pathname.replace(/bukti$/, "lapor");
    return { ...draftOf(account, path, {}, written), receipt, photos: [file] };
  }
  return null;
};
