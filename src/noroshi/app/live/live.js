(() => {
  "use strict";
  const own = JSON.parse(document.currentScript.dataset.noroshi);
  const words = own.words;
  const STYLE = `
    :host { all: initial; }
    section, p.note, p.state { box-sizing: border-box; font: 15px/1.6 system-ui, sans-serif; margin: 0; position: fixed; z-index: 2147483647; }
    section { background: #fff5f3; border-top: 4px solid #b3261e; bottom: 0; box-shadow: 0 -2px 16px #0006; color: #1c1b1a; left: 0; max-height: 60vh; overflow: auto; overscroll-behavior: contain; padding: .75rem 1rem 1rem; right: 0; }
    h2 { font-size: 1rem; margin: 0 3rem .5rem 0; }
    ul { list-style: none; margin: 0; padding: 0; }
    li { margin: 0 0 .75rem; overflow-wrap: anywhere; }
    code, pre { font: 13px/1.6 ui-monospace, "BIZ UDGothic", "Noto Sans Mono CJK JP", monospace; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
    pre { padding-left: 1rem; }
    button { background: #fff; border: 1px solid #b3261e; border-radius: 4px; color: #8c1d18; cursor: pointer; font: inherit; position: absolute; right: 1rem; top: .5rem; }
    a { color: #8c1d18; }
    :focus-visible { outline: 3px solid #1b5fc1; outline-offset: 2px; }
    p.state { background: #1c1b1a; border-radius: 4px; bottom: 1rem; color: #fff; padding: .25rem .75rem; right: 1rem; }
    p.note { background: #fff3c4; border: 1px solid #8a6d00; color: #3d3000; left: 50%; padding: .1rem .75rem; top: 0; transform: translateX(-50%); }
    @media print { :host { display: none; } }`;

  // In a shadow of its own, styled by a sheet made in script: neither the page's style nor its policy is touched.
  const host = document.createElement("noroshi-live");
  host.lang = own.lang;
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];
  document.documentElement.append(host);

  const element = (name, text, more) => Object.assign(document.createElement(name), { textContent: text }, more);
  const state = element("p", "", { className: "state", hidden: true });
  state.setAttribute("role", "status");
  shadow.append(state);
  if (own.note) shadow.append(element("p", own.note, { className: "note" }));

  let hiding = 0;
  const say = (text, forMilliseconds) => {
    clearTimeout(hiding);
    state.textContent = text;
    state.hidden = !text;
    if (forMilliseconds) hiding = setTimeout(() => say(""), forMilliseconds);
  };

  let panel = null;
  let shown = "";
  const show = (news) => {
    const now = news.problems.length || news.stopped ? JSON.stringify(news) : "";
    if (now === shown) return;
    shown = now;
    if (panel) panel.remove();
    panel = null;
    if (!now) return;
    panel = element("section", "");
    panel.setAttribute("role", "alert");
    panel.append(element("h2", news.stopped ? words.stopped : words.heading));
    if (news.stopped) panel.append(element("pre", news.stopped));
    const list = element("ul", "");
    for (const problem of news.problems) {
      const item = element("li", "");
      item.append(element("code", problem.place), element("div", problem.said));
      if (problem.hints.length) item.append(element("pre", problem.hints.join("\n")));
      list.append(item);
    }
    panel.append(list, element("a", words.more, { href: "/.noroshi/" }));
    const close = element("button", words.close, { type: "button" });
    close.addEventListener("click", () => panel.remove());
    panel.append(close);
    shadow.append(panel);
  };

  let have = own.have;
  const restyle = (now) => {
    const fresh = new CSSStyleSheet();
    fresh.replaceSync(now.style);
    document.adoptedStyleSheets = [fresh];
    for (const style of document.querySelectorAll("head style")) style.remove();
    have = now.have;
  };

  let source = null;
  let timer = 0;
  let wait = 500;
  let isLost = false;
  const disconnect = () => {
    clearTimeout(timer);
    if (source) source.close();
    source = null;
  };
  const connect = () => {
    disconnect();
    const page = new URLSearchParams({ page: location.pathname, have, lang: own.lang });
    source = new EventSource(`/.noroshi/events?${page}`);
    source.addEventListener("open", () => {
      if (isLost) say(words.back, 4000);
      isLost = false;
      wait = 500;
    });
    source.addEventListener("news", (event) => show(JSON.parse(event.data)));
    source.addEventListener("style", (event) => restyle(JSON.parse(event.data)));
    source.addEventListener("reload", () => {
      disconnect();
      location.reload();
    });
    source.addEventListener("error", () => {
      disconnect();
      isLost = true;
      say(words.lost);
      timer = setTimeout(connect, wait);
      wait = Math.min(2 * wait, 5000);
    });
  };
  // A browser keeps six connections to a host: tabs that nobody sees give theirs back, and catch up when seen.
  const follow = () => (document.visibilityState === "hidden" ? disconnect() : connect());
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", (event) => event.persisted && follow());
  follow();
})();
