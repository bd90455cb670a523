// Starts GraphiQL with example queries. Put a token into the "Headers" editor to see more than the public does.
const provinces = `# Public: works without a token.
query Provinces {
  provinces(first: 100, filter: { zone: { eq: "WITA" } }) {
    totalCount
    nodes { code name zone islandGroup }
  }
  indicators { nodes { code nameEn unit direction change } }
}
`;

const enterprises = `# Put your token into "Headers" below.
query Enterprises {
  viewer { role }
  enterprises(
    first: 5
    filter: { status: { eq: ENROLLED } }
    orderBy: { field: NAME, direction: ASC }
  ) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      id
      name
      city
      province { name }
      trainer { name }
      reports(last: 3) { month kind submittedAt }
    }
  }
}
`;

const readings = `# Change since baseline, month by month.
query Productivity {
  enterprises(first: 3, filter: { status: { eq: ENROLLED } }) {
    nodes {
      name
      outputUnit
      readings(indicator: "LAB_PROD", from: "2012-01") {
        month
        value
        baseline
        changeSinceBaseline
        improved
      }
    }
  }
}
`;

const requests = `# What is expected and has not come.
query Overdue {
  dataRequests(first: 10, filter: { state: { eq: OPEN } }, orderBy: { field: DUE_ON }) {
    totalCount
    nodes { id month dueOn isOpen enterprise { name contacts { name role isPrimary } } }
  }
}
`;

const submit = `# Take the id of an open data request from "Overdue".
mutation Submit($input: SubmitReportInput!) {
  submitReport(input: $input) {
    dataRequest { state onTime }
    report { version readings { indicator { code } value changeSinceBaseline improved } }
    problems { code field message }
  }
}
`;

const input = { dataRequest: "", idempotencyKey: "example-1", counts: [{ measure: "good_output", value: 1200 }], note: null };
const headers = JSON.stringify({ Authorization: "Bearer TOKEN" }, null, 2);

const root = ReactDOM.createRoot(document.getElementById("graphiql"));
root.render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultTabs: [
      { query: provinces },
      { query: enterprises, headers },
      { query: readings, headers },
      { query: requests, headers },
      { query: submit, variables: JSON.stringify({ input }, null, 2), headers },
    ],
    defaultEditorToolsVisibility: "headers",
    shouldPersistHeaders: false,
  }),
);
