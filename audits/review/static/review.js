"use strict";
// The page's own script: fetches one answer at a time and stores each label before moving on.
(() => {
  const $ = (id) => document.getElementById(id);
  const say = document.body.dataset;
  const state = { reviewer: say.reviewer, trials: [], done: [], at: 0, verdict: "" };
  const ahead = new Map(); // fragments fetched before they are needed

  // One thing after the other: a key pressed while a label is on its way waits for its turn, so
  // that none is lost and none lands on the wrong answer.
  let turn = Promise.resolve();
  const then = (action) => { turn = turn.then(action).catch(failed); };

  const query = () => "reviewer=" + encodeURIComponent(state.reviewer);

  async function get(path) {
    const answer = await fetch(path, { cache: "no-store" });
    if (!answer.ok) throw new Error(await reason(answer));
    return answer;
  }

  async function reason(answer) {
    const text = await answer.text();
    try { return JSON.parse(text).error || text; } catch { return text; }
  }

  async function post(path, body) {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", "x-dosimeter": "review" },
      body: JSON.stringify({ reviewer: state.reviewer, ...body }),
    });
    if (!answer.ok) throw new Error(await reason(answer));
    return answer.json();
  }

  function tell(text, bad) {
    $("told").textContent = text;
    $("told").className = bad ? "bad" : "";
  }

  function alone(text) {
    $("message").textContent = text;
    $("message").hidden = !text;
  }

  // A network error means that nothing is known to be stored: say so, loudly, and stay.
  function failed(error) {
    tell(error instanceof TypeError ? say.notSaved : error.message, true);
  }

  async function begin(name) {
    state.reviewer = name;
    try {
      const queue = await (await get("/queue?" + query())).json();
      state.reviewer = queue.reviewer;
      state.trials = queue.trials;
      state.done = [...queue.done].map((c) => c === "1");
    } catch (error) {
      alone(error.message);
      $("enter").hidden = false;
      return;
    }
    try { sessionStorage.setItem("reviewer", state.reviewer); } catch { /* private window */ }
    $("enter").hidden = true;
    $("who").textContent = state.reviewer;
    alone(state.trials.length ? "" : say.nothing);
    $("desk").hidden = !state.trials.length;
    if (state.trials.length) await open(nextOpen(0));
    else $("item").setAttribute("aria-busy", "false");
  }

  // The next answer without a label, from *start* on and then from the beginning; -1 if none.
  function nextOpen(start) {
    for (let i = 0; i < state.done.length; i++) {
      const at = (start + i) % state.done.length;
      if (!state.done[at]) return at;
    }
    return -1;
  }

  function fetchItem(at, extra) {
    const path = "/item/" + state.trials[at] + "?" + query() + (extra || "");
    return get(path).then((answer) => answer.text());
  }

  async function open(at, extra) {
    const finished = at < 0;
    if (finished) { alone(say.doneAll); at = state.at; } else alone("");
    state.at = at;
    choose("");
    $("note").value = ""; // before the wait: what is typed meanwhile is for the next answer
    const waiting = ahead.get(at);
    ahead.clear();
    try {
      const html = await (!extra && waiting ? waiting : fetchItem(at, extra));
      $("item").innerHTML = html; // made by templates that escape every text
    } catch (error) { failed(error); return; }
    $("item").setAttribute("aria-busy", "false");
    $("item").dataset.trial = state.trials[at];
    count();
    scrollTo(0, 0);
    const coming = nextOpen(at + 1);
    if (coming >= 0 && coming !== at) {
      const early = fetchItem(coming);
      early.catch(() => {});
      ahead.set(coming, early);
    }
  }

  function count() {
    const done = state.done.filter(Boolean).length;
    $("count").textContent = done + " / " + state.done.length;
    $("done").max = state.done.length || 1;
    $("done").value = done;
  }

  function choose(verdict) {
    state.verdict = verdict;
    $("verdicts").hidden = Boolean(verdict);
    for (const box of document.querySelectorAll(".details")) box.hidden = box.dataset.of !== verdict;
  }

  function options() {
    const box = document.querySelector('.details[data-of="' + state.verdict + '"]');
    return [...box.querySelectorAll("button[data-detail]")];
  }

  async function take(verdict) {
    choose(verdict);
    const real = options().filter((button) => button.dataset.detail);
    if (real.length === 1) await store(real[0].dataset.detail);
    else if (document.activeElement && document.activeElement.closest("footer")) options()[0].focus();
  }

  async function store(detail) {
    if (!state.verdict) return;
    const at = state.at;
    const trial = state.trials[at];
    try {
      await post("/label", { trial_id: trial, verdict: state.verdict, detail, note: $("note").value });
      state.done[at] = true;
      tell(say.saved);
      await open(nextOpen(at + 1));
    } catch (error) { failed(error); }
  }

  async function undo() {
    try {
      const { trial_id: trial } = await post("/undo", {});
      const at = state.trials.indexOf(trial);
      tell(trial ? say.undone : say.nothingUndo);
      if (at >= 0) {
        state.done[at] = false;
        await open(at);
      }
    } catch (error) { failed(error); }
  }

  async function reveal() {
    if (!$("reveal")) return;
    try {
      await post("/reveal", { trial_id: state.trials[state.at] });
      await open(state.at, "&reveal=1");
    } catch (error) { failed(error); }
  }

  async function move(step) {
    const at = state.at + step;
    if (at < 0 || at >= state.trials.length) return;
    tell("");
    await open(at);
  }

  function help() {
    const hidden = !$("keys").hidden;
    $("keys").hidden = hidden;
    $("help").setAttribute("aria-expanded", String(!hidden));
  }

  const KEYS = {
    ArrowLeft: () => move(-1),
    ArrowRight: () => move(1),
    Escape: () => choose(""),
    u: undo,
    m: reveal,
    n: () => $("note").focus(),
    o: () => { const link = document.querySelector(".checks a"); if (link) link.click(); },
    "?": help,
  };

  async function digit(key) {
    const number = Number(key) - 1;
    if (state.verdict) {
      const real = options().filter((button) => button.dataset.detail);
      if (real[number]) await store(real[number].dataset.detail);
      return;
    }
    const button = $("verdicts").querySelectorAll("button")[number];
    if (button) await take(button.dataset.verdict);
  }

  async function act(key, onButton) {
    if (/^[1-9]$/.test(key)) return digit(key);
    if (key === "Enter") return state.verdict && !onButton ? store("") : undefined;
    return KEYS[key]();
  }

  function pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target === $("name")) return;
    if (event.target === $("note")) {
      if (event.key === "Escape" || event.key === "Enter") { event.preventDefault(); $("note").blur(); }
      return;
    }
    if ($("desk").hidden || event.repeat) return; // a key held down labels nothing
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const onButton = Boolean(event.target.closest && event.target.closest("button, a"));
    if (key === "Enter" ? onButton : !/^[1-9]$/.test(key) && !(key in KEYS)) return;
    event.preventDefault();
    if (key === "o" || key === "n") KEYS[key](); // at once: a browser opens links only for a key
    else then(() => act(key, onButton));
  }

  document.addEventListener("keydown", pressed);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const data = button.dataset;
    const at = button.id;
    then(() => {
      if (data.verdict) return take(data.verdict);
      if ("detail" in data) return store(data.detail);
      if ("back" in data) return choose("");
      return { previous: () => move(-1), next: () => move(1), undo, help, reveal }[at]?.();
    });
  });
  $("enter").addEventListener("submit", (event) => {
    event.preventDefault();
    const name = $("name").value;
    then(() => begin(name));
  });

  let known = state.reviewer;
  try { known = known || sessionStorage.getItem("reviewer") || ""; } catch { /* private window */ }
  if (known) then(() => begin(known));
  else { $("enter").hidden = false; $("name").focus(); }
})();
