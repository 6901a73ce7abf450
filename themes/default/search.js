// The search page: Pagefind does the searching, this script asks it and shows what it finds. Nothing is loaded before
// somebody searches.
(() => {
  const said = document.currentScript.dataset;
  const lang = document.documentElement.lang;
  const [form, input, status, list, more, hit] = ["", "-words", "-said", "-found", "-more", "-hit"].map((name) =>
    document.getElementById(`search${name}`),
  );
  const sign = new RegExp(`[${said.signs}]`, "gu");
  // In other languages the index has spaces between them.
  const gap = "unspaced" in said ? /$^/ : new RegExp(`([${said.signs}]) | (?=[${said.signs}])`, "gu");
  const atOnce = 10;
  let engines = {};
  let asked = 0;

  const isRow = (term) => term.search(sign) >= 0;

  // Rows of signs are looked for as they stand, one sign after the other; all other words as Pagefind does.
  const ask = async (terms) => {
    // 「カ」 and 「ガ」 are two signs, but “e” finds “é”.
    const exact = terms.some(isRow);
    const engine = await (engines[exact] ||= import(new URL(said.index, document.baseURI)).then((it) =>
      it.createInstance({ noWorker: true, excerptLength: +said.excerpt, exactDiacritics: exact }),
    ));
    const words = terms.filter((term) => !isRow(term)).join(" ");
    const questions = terms.filter(isRow).map((row) => `"${row.replace(sign, " $& ")}"`);
    if (words) questions.push(words);
    const lists = await Promise.all(questions.map(async (it) => (await engine.search(it)).results));
    const known = lists.map((found) => new Set(found.map((one) => one.id)));
    return (lists[0] || []).filter((one) => known.every((ids) => ids.has(one.id)));
  };

  // What was typed first. Then where its words stand apart: 「接続できない」 is also looked for as 「接続」. Where
  // nothing is found, by the first sign of its words: who looks for 「遅延」 wants 「遅れ」, too.
  const search = async (text) => {
    const words = /\p{sc=Han}+|[\p{sc=Kana}ー]+|[^\p{sc=Han}\p{sc=Hira}\p{sc=Kana}ー]+/gu;
    const typed = text.normalize("NFKC").replace(/["“”]/g, " ").split(/\s+/).filter(Boolean);
    const apart = typed.flatMap((term) => (isRow(term) && term.match(words)) || term);
    const begun = apart.map((term) => (/^ja\b/.test(lang) ? term.replace(/^(\p{sc=Han})\p{sc=Han}+$/u, "$1") : term));
    const found = new Map();
    const asked = [];
    for (const terms of [typed, apart, begun])
      if (terms != begun || !found.size) {
        for (const one of await ask(terms)) if (!found.has(one.id)) found.set(one.id, one);
        asked.push(...terms);
      }
    // Of a row Pagefind marks the first alone; of words it marks what has their stem, which only it knows.
    const marks = typed.some(isRow) && asked.map((term) => term.replace(/[^\p{L}\p{N}]/gu, "\\$&")).join("|");
    return [[...found.values()], marks && new RegExp(marks, "gi")];
  };

  // Text with marks; a title in front of it stands above it already.
  const fill = (block, one, title, marked) => {
    const [excerpt, content] = [one.excerpt, one.content].map((text) => text.replace(gap, "$1"));
    const plain = excerpt.replace(/<\/?mark>/g, "");
    const end = /[\p{L}\p{N}]$/u.test(title) ? ". " : " ";
    const from = [...title].findIndex((_, place) => plain.startsWith(title.slice(place) + end));
    let cut = from < 0 ? 0 : title.length - from + end.length;
    const parts = marked ? plain.replace(marked, "<mark>$&</mark>") : excerpt.replace(/<\/mark>( ?)<mark>/g, "$1");
    parts.split(/<\/?mark>/).forEach((part, place) => {
      const rest = part.slice(cut);
      cut -= part.length - rest.length;
      if (!rest) return;
      const node = document.createElement(place % 2 ? "mark" : "span");
      node.textContent = rest.replace(/&([lg])t;/g, (_, it) => (it == "l" ? "<" : ">"));
      block.append(node);
    });
    if (!content.endsWith(plain)) block.append("…");
  };

  // The next results, unless somebody has asked for something else meanwhile.
  const show = async (found, marked, mine) => {
    const first = list.children.length;
    more.hidden = true;
    const shown = await Promise.all(found.slice(first, first + atOnce).map((one) => one.data()));
    if (mine != asked) return;
    for (const one of shown) {
      const item = hit.content.cloneNode(true);
      const link = item.querySelector("a");
      link.href = said.root + one.raw_url.slice(1);
      link.textContent = one.meta.title;
      item.querySelector(".entry-sign").textContent = one.meta.kind;
      item.querySelector(".meta").textContent = one.meta.day;
      fill(item.querySelector(".excerpt"), one, one.meta.title, marked);
      list.append(item);
    }
    more.hidden = list.children.length >= found.length;
    more.onclick = () =>
      tried(async () => {
        await show(found, marked, mine);
        list.children[first + atOnce].querySelector("a").focus();
      });
  };

  const tried = async (work) => {
    try {
      await work();
    } catch {
      engines = {};
      status.textContent = said.failed;
    }
  };

  const run = async () => {
    const text = input.value.trim();
    const mine = ++asked;
    list.replaceChildren();
    more.hidden = true;
    status.textContent = "";
    if (!text) return;
    const [found, marked] = await search(text);
    await show(found, marked, mine);
    if (mine != asked) return;
    const n = found.length;
    const forms = JSON.parse(said.found);
    const words = n ? forms[new Intl.PluralRules(lang).select(n)] || forms.other : said.none;
    status.textContent = words.replace(/{(n|words)}/, (_, it) => (it == "n" ? n.toLocaleString(lang) : text));
  };

  document.getElementById("search-without").hidden = true;
  form.hidden = false;
  form.onsubmit = (event) => {
    event.preventDefault();
    history.replaceState(null, "", `?${new URLSearchParams(new FormData(form))}`);
    tried(run);
  };
  input.value = new URLSearchParams(location.search).get("q") || "";
  tried(run);
})();
