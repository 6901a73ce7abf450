// What a page that was written once cannot say: how long ago that was, what its reader's own clock shows, whether
// there is a newer one. All of it is added to the page; without this script nothing is missing.
(() => {
  const script = document.currentScript;
  const said = script.dataset;
  const lang = document.documentElement.lang;
  const minute = 6e4;
  const hour = 60 * minute;
  const built = Date.parse(said.built);

  // "3 minutes ago", "in 2 hours"
  const relative = (at) => {
    const away = at - Date.now();
    const [unit, length] =
      Math.abs(away) < hour ? ["minute", minute] : Math.abs(away) < 48 * hour ? ["hour", hour] : ["day", 24 * hour];
    return new Intl.RelativeTimeFormat(lang).format(Math.trunc(away / length), unit);
  };

  // Whether the reader's clock shows another time than the one that is written.
  const differs = (time) => {
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(time.dateTime);
    return (sign + 1) * (+hours * 60 + +minutes) != -new Date(time.dateTime).getTimezoneOffset();
  };

  const add = (block, text) => {
    const note = document.createElement("span");
    note.className = "added";
    note.textContent = text;
    if (block.matches("h3")) block.after(note);
    else block.append(note);
  };

  const tellTimes = () => {
    for (const note of document.querySelectorAll(".added")) note.remove();
    const blocks = new Map();
    for (const time of document.querySelectorAll("main :is(.lead, .answers, .latest .meta, .window, .is-latest > .at) time"))
      // A day has no clock.
      if (/T.*:\d\d$/.test(time.dateTime)) {
        // In the timeline the time stands in a column too narrow for more.
        const block = time.closest(".update")?.querySelector("h3") || time.closest("p, dd");
        blocks.set(block, [...(blocks.get(block) || []), time]);
      }
    for (const [block, times] of blocks) {
      const [first, last] = [times[0], times.at(-1)].map((time) => new Date(time.dateTime));
      const notes = [];
      if (times.length < 2 && Math.abs(first - Date.now()) < 48 * hour) notes.push(relative(+first));
      if (first <= last && times.some(differs)) {
        const clock = { hour: "numeric", minute: "numeric", hourCycle: "h23" };
        const parts = { weekday: "short", month: "short", day: "numeric", ...clock };
        const own = new Intl.DateTimeFormat(`${lang}-u-ca-gregory`, parts).formatRange(first, last);
        notes.push(said.yours.replace("{at}", () => own));
      }
      if (notes.length) add(block, notes.join(" · "));
    }
  };
  tellTimes();
  setInterval(tellTimes, minute);

  // From here on: pages that say how things are now.
  // While it is written, `noroshi serve` tells the browser itself.
  if (!built || document.querySelector("[data-noroshi]")) return;
  const news = document.createElement("p");
  news.className = "news";
  news.setAttribute("role", "status");
  document.querySelector("main").prepend(news);

  const tell = (text, word) => {
    if (news.dataset.said == text) return;
    news.dataset.said = text;
    news.textContent = text;
    if (!word) return;
    const link = document.createElement("a");
    link.href = "";
    link.textContent = word;
    news.append(" ", link);
  };

  const look = async () => {
    let newest = built;
    try {
      // Its first bytes are enough: it names every file of the site.
      const answer = await fetch(new URL("../build.json", script.src), {
        headers: { Range: "bytes=0-99" },
        cache: "no-cache",
      });
      const reader = answer.body.getReader();
      const { value } = await reader.read();
      reader.cancel();
      newest = Date.parse(/"built_at":"([^"]+)/.exec(new TextDecoder().decode(value))[1]);
    } catch {}
    if (newest >= built + 1000) return tell(said.newer, said.show);
    if (+said.hours && Date.now() - built > said.hours * hour) return tell(said.old.replace("{ago}", () => relative(built)));
    for (const item of document.querySelectorAll("[data-begins]"))
      if (Date.parse(item.dataset.begins) < Date.now())
        return tell(said.begun.replace("{title}", () => item.querySelector("a").textContent));
  };
  look();
  setInterval(() => document.hidden || look(), minute);
  document.addEventListener("visibilitychange", () => document.hidden || look());
})();
