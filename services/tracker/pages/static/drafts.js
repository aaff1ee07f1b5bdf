// What pages do with drafts: say whose they are, show them, send them. Pages work without it.
"use strict";

const RECEIPT = "/kemajuan/tanda-terima/";
const PHOTOS_MOST = 10;
const TASKS_MOST = 100; // to choose from without a connection: those seen last come first
const SHOWN = [
  ["as_of", (text) => text],
  ["physical_percent", (text) => `${text} %`],
  ["budget_realised", (text) => `Rp ${text}`],
  ["obstacle_category", (text) => text],
  ["obstacle", (text) => text],
  ["follow_up", (text) => text],
];

const isPercent = (text) => {
  const number = Number(text.trim().replace(",", "."));
  return text.trim() !== "" && number >= 0 && number <= 100;
};
const isMoney = (text) => /^\s*((rp\.?)?\s*\d[\d.,]*\s*(ribu|rb|juta|jt|mil[iy]ar|m|tril[iy]un|t)?)?\s*$/i.test(text);

const age = (written) => {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  const minutes = Math.round((new Date(written) - Date.now()) / 60000);
  if (minutes > -60) return words.format(minutes, "minute");
  if (minutes > -1440) return words.format(Math.round(minutes / 60), "hour");
  return words.format(Math.round(minutes / 1440), "day");
};

const refusalIn = async (answer, otherwise) => {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const said = page.querySelector(".error-summary li, main .lead, main .notice");
  return (said && said.textContent.trim()) || otherwise;
};

// Posts a form; returns the address of the receipt it leads to, or throws with what to do.
const post = async (path, body, section) => {
  const { offline, signIn, refused } = section.dataset;
  let answer;
  try {
    answer = await fetch(path, { method: "POST", body, headers: { accept: "text/html" } });
  } catch {
    throw new Error(offline);
  }
  if (answer.ok && new URL(answer.url).pathname.startsWith(RECEIPT)) return answer.url;
  if (answer.status === 401 || answer.redirected) throw new Error(signIn);
  throw new Error(await refusalIn(answer, refused));
};

// Sends one draft, then its photos, each by itself: what arrived is not sent again. Returns the
// address of the receipt, or throws with what to do.
const send = async (draft, section) => {
  const { csrf } = section.dataset;
  if (!draft.receipt) {
    const said = { ...draft.values, key: draft.key, written_at: draft.written };
    const body = new URLSearchParams({ ...said, csrf, step: "kirim" });
    draft.receipt = await post(draft.path, body, section);
    await Store.keep(draft);
  }
  const report = decodeURIComponent(new URL(draft.receipt).pathname.slice(RECEIPT.length));
  const path = draft.path.replace(/lapor$/, `bukti?laporan=${encodeURIComponent(report)}`);
  while (photosOf(draft).length > 0) {
    const body = new FormData();
    body.append("csrf", csrf);
    body.append("file", draft.photos[0], draft.photos[0].name);
    await post(path, body, section);
    draft.photos.shift();
    await Store.keep(draft);
  }
  return draft.receipt;
};

const photosOf = (draft) => draft.photos || [];

// Opens the form with the draft's values: the one of this page, else the server's, as if "change"
// had been pressed on its check.
const edit = (draft, section) => {
  const here = document.querySelector("#tulis");
  if (here) {
    for (const [name, value] of Object.entries(draft.values)) {
      if (here.elements[name]) here.elements[name].value = value;
    }
    here.elements.butir.value = itemOf(draft);
    here.dataset.key = draft.key;
    here.elements.physical_percent.focus();
    return;
  }
  const form = document.createElement("form");
  form.method = "post";
  form.action = draft.path;
  const values = { ...draft.values, key: draft.key, csrf: section.dataset.csrf, step: "ubah" };
  for (const [name, value] of Object.entries(values)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
};

const row = (draft, section) => {
  const one = section.querySelector("template").content.cloneNode(true).firstElementChild;
  const part = (name) => one.querySelector(`[data-part="${name}"]`);
  part("title").textContent = draft.title || itemOf(draft);
  const shown = SHOWN.filter(([name]) => draft.values[name]);
  const said = draft.receipt
    ? [section.dataset.sent]
    : shown.map(([name, worded]) => worded(draft.values[name]));
  if (photosOf(draft).length > 0) said.push(`${photosOf(draft).length} ${section.dataset.photos}`);
  part("said").textContent = said.join(" · ");
  part("edit").hidden = Boolean(draft.receipt);
  part("age").textContent = age(draft.written);
  const wrong = part("wrong");
  part("send").hidden = !section.dataset.csrf;
  part("send").addEventListener("click", async (event) => {
    event.target.disabled = true;
    try {
      const receipt = await send(draft, section);
      await Store.drop(draft.key);
      location.assign(receipt);
    } catch (error) {
      wrong.textContent = error.message;
      wrong.hidden = false;
      event.target.disabled = false;
    }
  });
  part("edit").addEventListener("click", () => edit(draft, section));
  part("drop").addEventListener("click", async () => {
    if (!confirm(section.dataset.sure)) return;
    await Store.drop(draft.key);
    await show(draft.account, section);
  });
  return one;
};

const show = async (account, section) => {
  const drafts = account ? await Store.draftsOf(account) : [];
  const list = section.querySelector("ul");
  list.replaceChildren(...drafts.map((draft) => row(draft, section)));
  section.querySelector('[data-part="count"]').textContent = drafts.length;
  section.hidden = drafts.length === 0;
};

// The form of the page without a connection: what is written becomes a draft.
const write = async (account, form, section) => {
  const tasks = await Store.tasksOf(account);
  const choice = form.elements.butir;
  choice.replaceChildren(...tasks.map((task) => new Option(task.title, task.item)));
  const prefill = () => {
    const task = tasks.find((one) => one.item === choice.value) || {};
    form.elements.physical_percent.value = task.percent || "";
    form.elements.budget_realised.value = task.money || "";
    form.elements.physical_percent.dispatchEvent(new Event("input"));
  };
  choice.addEventListener("change", prefill);
  // The page stands in for the one that was asked for: its item is the one to report on.
  const [, , part, asked] = location.pathname.split("/");
  const item = part === "butir" && asked ? decodeURIComponent(asked) : "";
  if (item && !tasks.some((one) => one.item === item)) choice.add(new Option(item, item), 0);
  if (item) choice.value = item;
  form.elements.as_of.value = today();
  form.elements.as_of.max = today();
  prefill();
  form.hidden = choice.options.length === 0;
  const { percent, money } = form.dataset;
  const check = (field, isRight, wrong) => {
    field.addEventListener("input", () => field.setCustomValidity(isRight(field.value) ? "" : wrong));
  };
  check(form.elements.physical_percent, isPercent, percent);
  check(form.elements.budget_realised, isMoney, money);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { butir, foto, ...values } = Object.fromEntries(new FormData(form));
    const chosen = await Promise.all([...form.elements.foto.files].map(smaller));
    form.elements.foto.value = "";
    const path = `/kemajuan/butir/${encodeURIComponent(butir)}/lapor`;
    values.key = form.dataset.key || "";
    delete form.dataset.key;
    const draft = draftOf(account, path, values, new Date().toISOString());
    const before = (await Store.draftsOf(account)).find((one) => one.key === draft.key);
    draft.photos = [...photosOf(before || {}), ...chosen].slice(0, PHOTOS_MOST);
    await Store.keep(draft);
    form.reset();
    form.elements.as_of.value = today();
    await show(account, section);
    section.scrollIntoView();
    section.focus();
  });
};

// A draft that was changed and sent by the server's form is no draft any more.
const SENT = "aksi-sent";
document.addEventListener("submit", ({ target, submitter }) => {
  const key = target.elements.key;
  if (key && submitter && submitter.value === "kirim") sessionStorage.setItem(SENT, key.value);
});
const settle = async (account) => {
  const key = sessionStorage.getItem(SENT);
  if (!key || !location.pathname.startsWith(RECEIPT)) return;
  sessionStorage.removeItem(SENT);
  const draft = (await Store.draftsOf(account)).find((one) => one.key === key);
  if (!draft) return;
  if (photosOf(draft).length > 0) await Store.keep({ ...draft, receipt: location.href });
  else await Store.drop(key);
};

const start = async () => {
  const named = document.querySelector('meta[name="akun"]');
  if (named) await Store.setAccount(named.content);
  const account = await Store.account();
  if (account) await settle(account);
  const rows = document.querySelector("[data-tasks]");
  if (rows && account) {
    const tasks = [...rows.querySelectorAll("li[data-item]")].map((one) => ({ ...one.dataset }));
    const shown = new Set(tasks.map((task) => task.item));
    const before = (await Store.tasksOf(account)).filter((task) => !shown.has(task.item));
    await Store.setTasks(account, [...tasks, ...before].slice(0, TASKS_MOST));
  }
  const section = document.querySelector("#draf");
  if (section) await show(account, section);
  const form = document.querySelector("#tulis");
  if (form && account) await write(account, form, section);
  if (named && account && "serviceWorker" in navigator) {
    await navigator.serviceWorker.register("/kemajuan/worker.js", { scope: "/kemajuan/" });
  }
};

start();
