// SCOPE=pages: a page an incident, and two feeds of 25 entries: the least that is a status history.
// SCOPE=more: also the start page, a page a month and a service, and a JSON document an incident.
import { feedPlugin } from "@11ty/eleventy-plugin-rss";

const feed = {
  collection: { name: "incidents", limit: 25 },
  metadata: {
    language: "en",
    title: "Status",
    subtitle: "Incidents and their updates",
    base: "https://status.example.com/",
    author: { name: "Status", email: "" },
  },
};

function grouped(incidents, keysOf) {
  const groups = new Map();
  for (const incident of incidents) {
    for (const [id, name] of keysOf(incident)) {
      if (!groups.has(id)) groups.set(id, { id, name, incidents: [] });
      groups.get(id).incidents.push(incident);
    }
  }
  return [...groups.values()];
}

export default function (eleventy) {
  const newestFirst = (api) => api.getFilteredByGlob("src/incidents/*.md").reverse();
  eleventy.addCollection("incidents", (api) => api.getFilteredByGlob("src/incidents/*.md"));
  eleventy.addPlugin(feedPlugin, { ...feed, type: "atom", outputPath: "/feed.atom" });
  eleventy.addPlugin(feedPlugin, { ...feed, type: "rss", outputPath: "/feed.rss" });
  eleventy.addFilter("day", (date) => new Date(date).toISOString().slice(0, 16).replace("T", " ") + " UTC");
  if (process.env.SCOPE === "more") {
    eleventy.addCollection("newest", newestFirst);
    eleventy.addCollection("months", (api) =>
      grouped(newestFirst(api), ({ date }) => {
        const month = date.toISOString().slice(0, 7);
        return [[month.replace("-", "/"), month]];
      }),
    );
    eleventy.addCollection("services", (api) =>
      grouped(newestFirst(api), ({ data }) => data.services.map(({ id, name }) => [id, name])),
    );
  } else {
    eleventy.ignores.add("src/more/**");
  }
  return { dir: { input: "src", output: process.env.OUT }, markdownTemplateEngine: false };
}
