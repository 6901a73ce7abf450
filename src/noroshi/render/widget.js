// The notice of a status site on a page of another site: one line while something is wrong, else nothing.
// WORDS and STYLE are filled in when the site is built. Titles only ever become text, links only http(s).
// White space outside of "strings" is taken out by rule, so every statement ends with a semicolon.
(() => {
  const me = document.currentScript;
  if (!me || document.noroshi) return;
  document.noroshi = 1;

  const words = WORDS;
  const site = new URL(".", me.src);
  const key = "noroshi " + site;
  let box, line, told, closed;

  // Where storage is refused, what was closed stays closed until the page is left.
  const keep = text => {
    closed = text;
    try { sessionStorage.setItem(key, text); } catch {}
  };
  try { closed = sessionStorage.getItem(key); } catch {}

  const add = (parent, name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return parent.appendChild(made);
  };

  const make = () => {
    box = document.createElement("div");
    const root = box.attachShadow({mode: "open"});
    const text = STYLE;
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      root.adoptedStyleSheets = [sheet];
    } catch {
      add(root, "style", text);
    }
    const bar = add(root, "section");
    bar.lang = words.lang;
    bar.dir = words.dir;
    bar.setAttribute("aria-label", words.label);
    line = add(bar, "p");
    line.setAttribute("role", "status");
    add(bar, "button", words.close).onclick = () => {
      keep(told);
      hide();
    };
  };

  const hide = () => {
    told = "";
    if (box) box.remove();
  };

  const show = (state, text, link) => {
    if (!box) make();
    if (!box.isConnected) {
      line.textContent = "";
      let place;
      try { place = document.querySelector(me.dataset.into); } catch {}
      (place || document.body).prepend(box);
    }
    // Later: what changes in a live region is read out, not what came with it.
    setTimeout(() => {
      line.textContent = "";
      line.className = "s" + state;
      add(line, "b", words.states[state][1]);
      const a = add(line, "a", text);
      a.href = link;
      a.target = "_blank";
      a.rel = "noopener";
      a.title = words.opens;
    }, 99);
  };

  const tell = now => {
    const weights = {none: 0, minor: 2, major: 3, critical: 4};
    const open = now.incidents.sort((a, b) => weights[b.impact] - weights[a.impact]);
    const work = now.scheduled_maintenances.filter(item => /in_progress|verifying/.test(item.status));
    const items = open.length ? open : work;
    // As on the start page: the worst state of a service, else what an incident without services weighs.
    let state = Math.max(...now.components.map(item => words.states.findIndex(known => known[0] == item.status)));
    if (state < 2) state = weights[now.status.indicator] || (open.length ? 0 : items.length ? 1 : state);
    if (state < 1 && !items.length) {
      keep("");
      return hide();
    }
    const one = items.length == 1 && items[0];
    const text = one ? one.name : open.length ? open[0].name + words.many.replace("{n}", open.length - 1) : now.status.description;
    const link = one && /^https?:/i.test(one.shortlink) ? one.shortlink : site;
    const said = JSON.stringify([state, text, items.map(item => [item.id, item.status])]);
    if (said == closed) return hide();
    if (said != told || !box.isConnected) show(state, text, link);
    told = said;
  };

  const look = () => document.hidden || fetch(new URL("api/v2/summary.json", site), {credentials: "omit", referrerPolicy: "no-referrer"}).then(answer => answer.json()).then(tell).catch(() => {});
  document.addEventListener("visibilitychange", look);
  setInterval(look, 6e4);
  look();
})();
