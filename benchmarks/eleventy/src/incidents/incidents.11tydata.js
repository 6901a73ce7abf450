export default {
  layout: "incident.njk",
  permalink: ({ id }) => `/incidents/${id}/index.html`,
};
