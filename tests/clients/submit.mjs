// Submits a report to an open request again and again, so that those who listen hear something:
//   submit.mjs URL TOKEN     until it is stopped
const [url, token] = process.argv.slice(2);

async function ask(query, variables) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

const open = await ask('{ dataRequests(first: 1, filter: { state: { eq: OPEN } }, orderBy: { field: DUE_ON, direction: DESC }) { nodes { id } } }');
const dataRequest = open.dataRequests.nodes[0].id;
for (let round = 1; ; round += 1) {
  const input = { dataRequest, idempotencyKey: `clients-${Date.now()}`, counts: [{ measure: 'good_output', value: 1000 + round }] };
  const data = await ask(
    'mutation ($input: SubmitReportInput!) { submitReport(input: $input) { problems { message } } }',
    { input },
  );
  if (data.submitReport.problems.length > 0) throw new Error(JSON.stringify(data.submitReport.problems));
  await new Promise((resolve) => setTimeout(resolve, 300));
}
