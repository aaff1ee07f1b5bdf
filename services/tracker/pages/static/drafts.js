// What pages do with drafts: say whose they are, show them, send them. Pages work without it.
"use strict";

const RECEIPT = "/kemajuan/tanda-terima/";
const SHOWN = [
  ["as_of", (text) => text],
  ["physical_percent", (text) => `${text} %`],
  ["budget_realised", (text) => `Rp ${text}`],
  ["obstacle", (text) => text],
  ["follow_up", (text) => text],
];

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

// Sends one draft; returns the address of its receipt, or throws with what to do.
const send = async (draft, section) => {
  const { csrf, offline, signIn, refused } = section.dataset;
  const body = new URLSearchParams({
    ...draft.values, key: draft.key, written_at: draft.written, csrf, step: "kirim",
  });
  let answer;
  try {
    answer = await fetch(draft.path, { method: "POST", body, headers: { accept: "text/html" } });
  } catch {
    throw new Error(offline);
  }
  if (answer.ok && new URL(answer.url).pathname.startsWith(RECEIPT)) return answer.url;
  if (answer.status === 401 || answer.redirected) throw new Error(signIn);
  throw new Error(await refusalIn(answer, refused));
};

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

const itemOf = (draft) => decodeURIComponent(draft.path.split("/")[3] || "");

const row = (draft, titles, section) => {
  const one = section.querySelector("template").content.cloneNode(true).firstElementChild;
  const item = itemOf(draft);
  const part = (name) => one.querySelector(`[data-part="${name}"]`);
  part("title").textContent = titles.get(item) || item;
  part("said").textContent = SHOWN.filter(([name]) => draft.values[name])
    .map(([name, said]) => said(draft.values[name]))
    .join(" · ");
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
  const titles = new Map((await Store.tasksOf(account)).map((task) => [task.item, task.title]));
  const list = section.querySelector("ul");
  list.replaceChildren(...drafts.map((draft) => row(draft, titles, section)));
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
  const today = new Date();
  today.setMinutes(today.getMinutes() - today.getTimezoneOffset());
  form.elements.as_of.value = today.toISOString().slice(0, 10);
  prefill();
  form.hidden = tasks.length === 0;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { butir, ...values } = Object.fromEntries(new FormData(form));
    const path = `/kemajuan/butir/${encodeURIComponent(butir)}/lapor`;
    values.key = form.dataset.key || "";
    delete form.dataset.key;
    await Store.keep(draftOf(account, path, values, new Date().toISOString()));
    await show(account, section);
    section.scrollIntoView();
    section.focus();
  });
};

const start = async () => {
  const named = document.querySelector('meta[name="akun"]');
  if (named) await Store.setAccount(named.content);
  const account = await Store.account();
  const rows = document.querySelector("[data-tasks]");
  if (rows && account) {
    const tasks = [...rows.querySelectorAll("li[data-item]")].map((one) => ({ ...one.dataset }));
    await Store.setTasks(account, tasks);
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
