// Starts GraphiQL with the documents of `api/examples`. Put a token into the "Headers" editor to see more than the public does.
const names = ["Provinces", "Enterprises", "Productivity", "Overdue", "Submit", "News"];
// What the public sees needs no token, and a wrong one is refused.
const open = new Set(["Provinces"]);
const input = { dataRequest: "", idempotencyKey: "example-1", counts: [{ measure: "good_output", value: 1200 }], note: null };
const variables = { Submit: JSON.stringify({ input }, null, 2) };
const headers = JSON.stringify({ Authorization: "Bearer TOKEN" }, null, 2);

async function example(name) {
  const answer = await fetch(`/graphiql/${name}.graphql`);
  const query = answer.ok ? await answer.text() : `# The example ${name} could not be loaded (${answer.status}); reload the page in a minute.`;
  return { query, variables: variables[name], headers: open.has(name) ? undefined : headers };
}

async function start() {
  const defaultTabs = await Promise.all(names.map(example));
  const subscriptionUrl = new URL("/graphql", location.href).href.replace(/^http/, "ws");
  const fetcher = GraphiQL.createFetcher({ url: "/graphql", subscriptionUrl });
  ReactDOM.createRoot(document.getElementById("graphiql")).render(
    React.createElement(GraphiQL, {
      fetcher,
      defaultTabs,
      defaultEditorToolsVisibility: "headers",
      shouldPersistHeaders: false,
    }),
  );
}

start();
