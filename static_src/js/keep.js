// Keeps what is typed in a form until it is sent, in this tab alone, and has a page to show without a network.
// Nothing else is stored; it goes once sent, with the tab, and at sign-out (docs/decisions/0032).
"use strict";
(() => {
  const here = document.querySelector("script[data-worker]").dataset;
  const kept = (path) => `kept:${path}`;
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(here.worker, { scope: here.scope }).catch(() => {});

  const sent = sessionStorage.getItem("sent");
  if (sent && sent !== location.pathname) {
    sessionStorage.removeItem(kept(sent));
    sessionStorage.removeItem("sent");
  }

  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const typed = () => [...form.elements].filter((one) => one.name && one.type !== "hidden" && one.type !== "submit");
  const choice = (one) => one.type === "radio" || one.type === "checkbox";
  const before = sessionStorage.getItem(kept(location.pathname));
  if (before && form.dataset.keep === "fresh") {
    const values = JSON.parse(before);
    for (const one of typed()) {
      if (choice(one)) one.checked = (values[one.name] || []).includes(one.value);
      else if (values[one.name]) [one.value] = values[one.name];
    }
    form.querySelector("[data-kept]").hidden = false;
  }

  form.addEventListener("input", () => {
    const values = {};
    for (const one of typed()) if (!choice(one) || one.checked) (values[one.name] ||= []).push(one.value);
    sessionStorage.setItem(kept(location.pathname), JSON.stringify(values));
  });
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return sessionStorage.setItem("sent", location.pathname);
    event.preventDefault();
    const waiting = form.querySelector("[data-waiting]");
    waiting.hidden = false;
    waiting.focus();
    return undefined;
  });
})();
