"use strict";
(() => {
  const root = document.documentElement;
  const by = (id) => document.getElementById(id);
  root.classList.remove("nojs");

  // Theme: what the system prefers, until the reader chooses.
  const dark = () => root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  by("theme").addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; });

  const data = by("index");
  if (!data) return;
  const { names, rows, parts, size } = JSON.parse(data.textContent);
  const list = by("list"), shown = by("shown"), none = by("no-match"), text = by("f-text");
  const fold = (s) => s.normalize("NFKC").toLowerCase();
  const number = new Intl.NumberFormat(root.lang);
  const say = (n) => {
    shown.textContent = shown.dataset.text
      .replace("{shown}", number.format(n)).replace("{all}", number.format(rows.length));
    none.hidden = n > 0;
  };
  const wanted = () => names.map((name) => by("f-" + name)).map((f) => f ? f.value : "");
  const fits = (row, want) => want.every((value, i) => value === "" || String(row[i]) === value);
  const words = () => fold(text.value).split(/\s+/).filter(Boolean);
  const has = (haystack, needles) => needles.every((needle) => haystack.includes(needle));

  const small = () => {
    const cards = [...list.querySelectorAll("article.answer")];
    const groups = [...list.querySelectorAll("[data-group]")].reverse();
    const texts = [];
    const textOf = (i) => texts[i] ??= fold(
      cards[i].parentElement.firstElementChild.textContent + " " + cards[i].textContent);
    return () => {
      const want = wanted(), needles = words();
      let n = 0;
      cards.forEach((card, i) => {
        const ok = fits(rows[i], want) && (!needles.length || has(textOf(i), needles));
        card.hidden = !ok;
        n += ok;
      });
      for (const group of groups) {
        group.hidden = !group.querySelector("article.answer:not([hidden])");
      }
      say(n);
    };
  };

  // A large report keeps its answers in files beside the page, loaded when they are needed.
  const big = () => {
    const STEP = 40, loaded = new Map(), waiting = new Map(), more = by("more");
    window.dosimeterPart = (n, part) => {
      loaded.set(n, part);
      waiting.get(n)?.(part);
    };
    const load = (n) => loaded.has(n) ? loaded.get(n) : new Promise((resolve, reject) => {
      waiting.set(n, resolve);
      const script = document.createElement("script");
      script.src = "answers/" + parts[n] + ".js";
      script.onerror = () => reject(new Error(script.src));
      document.head.append(script);
    });
    const plain = (html) => fold(html.replace(/<[^>]*>/g, " ").replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">").replace(/&#39;/g, "'").replace(/&#34;/g, '"').replace(/&amp;/g, "&"));
    let turn = 0, matches = [], at = 0, claim = null, prompt = null;

    const draw = async (mine) => {
      const until = Math.min(at + STEP, matches.length);
      let html = "";
      for (; at < until; at++) {
        const i = matches[at];
        const part = await load(Math.floor(i / size));
        if (mine !== turn) return;
        const [c, p, card] = part.cards[i % size];
        if (c !== claim) html += '<div class="claim">' + part.claims[c] + "</div>";
        if (p !== prompt) html += '<div class="prompt">' + part.prompts[p] + "</div>";
        claim = c;
        prompt = p;
        html += card;
      }
      const made = document.createElement("template");
      made.innerHTML = html; // escaped when the report was rendered; scripts in it would not run
      list.append(made.content);
      more.hidden = at >= matches.length;
    };
    const search = async (found, needles, mine) => {
      const kept = [];
      for (const i of found) {
        const n = Math.floor(i / size);
        if (!loaded.has(n)) shown.textContent = shown.dataset.loading;
        const part = await load(n);
        if (mine !== turn) return null;
        part.texts ??= [];
        const [, p, card] = part.cards[i % size];
        const own = part.texts[i % size] ??= plain(part.prompts[p] + " " + card);
        if (has(own, needles)) kept.push(i);
      }
      return kept;
    };
    more.addEventListener("click", () => draw(turn));
    return async () => {
      const mine = ++turn, want = wanted(), needles = words();
      try {
        let found = rows.map((_, i) => i).filter((i) => fits(rows[i], want));
        if (needles.length) found = await search(found, needles, mine);
        if (mine !== turn) return;
        matches = found;
        at = 0;
        claim = prompt = null;
        list.replaceChildren();
        say(matches.length);
        await draw(mine);
      } catch (error) {
        shown.textContent = shown.dataset.failed + " " + error.message;
      }
    };
  };

  const apply = parts.length ? big() : small();
  let timer = 0;
  const soon = () => { clearTimeout(timer); timer = setTimeout(apply, 120); };
  const form = by("filters");
  form.addEventListener("input", soon);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing) { event.preventDefault(); text.focus(); }
  });
  apply();
})();
