// What pages gain where scripts run. Every part of it also works as a plain link or form.
(function () {
  "use strict";

  const SLOW = 400; // milliseconds before a pressed button says that it is sending
  const words = document.documentElement.dataset;
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const byHtmx = (form) => form.matches("[hx-post],[hx-get],[hx-put],[hx-patch],[hx-delete]");

  /* Controls that only work with scripts stay hidden until now. */
  function reveal(root) {
    all("[data-needs-script]", root).forEach((part) => { part.hidden = false; });
    all("[data-panel]", root).forEach(countChecked);
    all(".tabs [aria-current], .seg [aria-current]", root).forEach((tab) => {
      const row = tab.parentElement;
      row.scrollLeft = tab.offsetLeft - row.offsetLeft - 16;
    });
    const summary = root.querySelector(".errs");
    if (summary) summary.focus();
  }

  /* Pressed button: one press sends once; after a while it says so. */
  const sending = new WeakMap();

  function release(form) {
    const state = sending.get(form);
    if (!state) return;
    clearTimeout(state.timer);
    if (state.button) {
      state.button.removeAttribute("aria-busy");
      state.button.replaceChildren(...state.content);
    }
    sending.delete(form);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" && !byHtmx(form)) return;
    if (sending.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const button = event.submitter;
    const state = { button, content: button ? Array.from(button.childNodes) : [] };
    sending.set(form, state);
    if (button) button.setAttribute("aria-busy", "true");
    state.timer = setTimeout(() => {
      if (button) button.textContent = words.sending;
    }, SLOW);
    // A form that was stopped, or that answers with a file, leaves the page where it is.
    setTimeout(() => {
      if ("download" in form.dataset || (event.defaultPrevented && !byHtmx(form))) release(form);
    }, "download" in form.dataset ? 3000 : 0);
  }, true);

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) all("form").forEach(release);
  });

  /* Selection in tables: all on this page, and how many. */
  function countChecked(panel) {
    const boxes = all("tbody input[type=checkbox]", panel);
    const checked = boxes.filter((box) => box.checked).length;
    all("[data-count]", panel).forEach((place) => { place.textContent = checked; });
    all("[data-select-all]", panel).forEach((box) => {
      box.checked = checked > 0 && checked === boxes.length;
      box.indeterminate = checked > 0 && checked < boxes.length;
    });
  }

  document.addEventListener("change", (event) => {
    const panel = event.target.closest("[data-panel]");
    if (!panel || event.target.type !== "checkbox") return;
    if (event.target.matches("[data-select-all]")) {
      all("tbody input[type=checkbox]", panel).forEach((box) => {
        box.checked = event.target.checked;
      });
    }
    countChecked(panel);
  });

  /* Show password, copy a text, open and close dialogs. */
  function showPassword(button) {
    const input = document.getElementById(button.getAttribute("aria-controls"));
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  }

  async function copyText(button) {
    const source = document.getElementById(button.dataset.copy);
    const text = "value" in source ? source.value : source.textContent.trim();
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      // Plain http and old browsers have no clipboard: select, and let the browser copy.
      if (source.select) source.select();
      else getSelection().selectAllChildren(source);
      done = document.execCommand("copy");
    }
    const said = document.getElementById(button.getAttribute("aria-describedby"));
    if (said) said.textContent = done ? said.dataset.done : said.dataset.failed;
  }

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest(
      "[data-show-password],[data-copy],[data-dialog],[data-close],[data-retry],[data-print]");
    if (!pressed) return;
    const name = pressed.dataset.dialog;
    if ("showPassword" in pressed.dataset) showPassword(pressed);
    else if ("copy" in pressed.dataset) copyText(pressed);
    else if ("close" in pressed.dataset) pressed.closest("dialog").close();
    else if ("retry" in pressed.dataset) retry();
    else if ("print" in pressed.dataset) print();
    else if (name && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const dialog = document.getElementById(name);
      if (!dialog || !dialog.showModal) return; // the link leads to a page that asks the same
      event.preventDefault();
      dialog.showModal();
    }
  });

  /* The other actions of a page fold up by Escape, by a press elsewhere or on one of them, and when
     the focus goes on. */
  function foldUp(event) {
    const done = event.key === "Escape" || (event.type === "click" && event.target.closest("a"));
    all(".others[open]").forEach((menu) => {
      const within = menu.contains(event.target);
      if (within && !done) return;
      menu.open = false;
      if (within) menu.firstElementChild.focus();
    });
  }
  ["click", "focusin"].forEach((kind) => document.addEventListener(kind, foldUp));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") foldUp(event); });

  /* htmx: tokens, focus after a swap, a lost network. */
  let lost = null;
  const note = (which) => all("[data-trouble]").forEach((part) => {
    part.hidden = part.dataset.trouble !== which;
  });

  function retry() {
    const source = lost;
    note("");
    if (!source) return;
    if (source.requestSubmit) source.requestSubmit();
    else source.click();
  }

  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("meta[name=csrf-token]");
    if (token) event.detail.headers["X-CSRFToken"] = token.content;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form");
    if (form) release(form);
    if (event.detail.successful) note("");
  });
  document.addEventListener("htmx:sendError", (event) => {
    lost = event.target;
    note("network");
  });
  document.addEventListener("htmx:responseError", () => note("answer"));

  let next = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const row = event.target.closest("tr, li");
    next = row && (row.nextElementSibling || row.previousElementSibling);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.target;
    if (target.isConnected) reveal(target);
    if (target.isConnected && target.querySelector(".errs")) return;
    if (document.activeElement !== document.body || !next || !next.isConnected) return;
    const stop = next.querySelector("a, button, input, select");
    if (stop) stop.focus();
  });

  /* Whoever types is at work: the session does not end under a long form. */
  const NOTED = 301000; // milliseconds; the server notes a use at most every five minutes
  let shown = Date.now();
  document.addEventListener("input", (event) => {
    const home = document.querySelector(".mark");
    const form = event.target.form;
    if (!home || !form || form.method !== "post" || Date.now() - shown < NOTED) return;
    shown = Date.now();
    fetch(home.href, { method: "HEAD", redirect: "manual" }).catch(() => {});
  });

  reveal(document);
})();
