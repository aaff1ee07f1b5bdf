// Drafts of reports in the browser's own database, each of one account; for pages and the worker.
"use strict";

const Store = (() => {
  const result = (request) =>
    new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });

  const opened = () => {
    const request = indexedDB.open("aksi", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("facts");
      request.result.createObjectStore("tasks");
      request.result.createObjectStore("drafts", { keyPath: "key" }).createIndex("account", "account");
    };
    return result(request);
  };

  const inStore = async (name, mode, work) => {
    const database = await opened();
    try {
      const change = database.transaction(name, mode);
      const ended = new Promise((done, failed) => {
        change.oncomplete = done;
        change.onabort = () => failed(change.error);
      });
      const value = await result(work(change.objectStore(name)));
      await ended;
      return value;
    } finally {
      database.close();
    }
  };

  return {
    // Whose pages were open last; "" after signing out.
    account: async () => (await inStore("facts", "readonly", (store) => store.get("account"))) || "",
    setAccount: (name) => inStore("facts", "readwrite", (store) => store.put(name, "account")),
    tasksOf: async (account) =>
      (await inStore("tasks", "readonly", (store) => store.get(account))) || [],
    setTasks: (account, tasks) =>
      inStore("tasks", "readwrite", (store) => store.put(tasks, account)),
    draftsOf: (account) =>
      inStore("drafts", "readonly", (store) => store.index("account").getAll(account)),
    // What is not said of a draft stays as it was: its photos, when only its figures change. It has
    // its item's title, also when the item is no longer among the tasks.
    keep: async (draft) => {
      const before = await inStore("drafts", "readonly", (store) => store.get(draft.key));
      const tasks = await inStore("tasks", "readonly", (store) => store.get(draft.account));
      const task = (tasks || []).find((one) => one.item === itemOf(draft)) || {};
      const kept = { title: task.title, ...before, ...draft };
      await inStore("drafts", "readwrite", (store) => store.put(kept));
    },
    drop: (key) => inStore("drafts", "readwrite", (store) => store.delete(key)),
  };
})();

// The code of the item that a draft reports on.
const itemOf = (draft) => decodeURIComponent(draft.path.split("/")[3] || "");

// The day here, as a form has it.
const today = () => {
  const now = new Date();
  now.setMinutes(now.getMinutes() - now.getTimezoneOffset());
  return now.toISOString().slice(0, 10);
};

// The draft of a form that was to be sent to `path`.
const draftOf = (account, path, values, written) => {
  const { csrf, step, key, ...said } = values;
  return { key: key || crypto.randomUUID(), account, path, values: said, written };
};
