// A JSON document beside every incident's page.
export const data = {
  pagination: { data: "collections.incidents", size: 1, alias: "incident" },
  permalink: ({ incident }) => `${incident.url}index.json`,
};

export function render({ incident }) {
  const { id, title, impact, status, services, updated } = incident.data;
  return JSON.stringify({
    id,
    url: `https://status.example.com${incident.url}`,
    title,
    impact,
    status,
    services,
    began_at: incident.date,
    updated_at: updated,
    html: incident.content,
  });
}
