// A typed client runs the documents of `api/examples`: their types are made from the SDL, and `tsc --strict` reads this file.
//   typed.ts URL TOKEN EXAMPLES
import { readFileSync } from 'node:fs';
import { GraphQLClient } from 'graphql-request';
import type {
  EnterprisesQuery,
  OverdueQuery,
  ProductivityQuery,
  ProvincesQuery,
  SubmitMutation,
  SubmitMutationVariables,
} from './operations';

const [url, token, examples] = process.argv.slice(2) as [string, string, string];
const client = new GraphQLClient(url, { headers: { authorization: `Bearer ${token}` } });
const document = (name: string): string => readFileSync(`${examples}/${name}.graphql`, 'utf8');

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`);
  console.log(`ok   ${what}`);
}

const { provinces, indicators } = await client.request<ProvincesQuery>(document('Provinces'));
must(provinces.nodes.every((province) => province.zone === 'WITA'), 'provinces of one zone');
must(indicators.nodes.length > 5, 'indicators');

const { viewer, enterprises } = await client.request<EnterprisesQuery>(document('Enterprises'));
must(viewer.role === 'ADMIN', 'the viewer is whose token it is');
must(enterprises.nodes.length === 5 && enterprises.pageInfo.hasNextPage, 'a page of enterprises');

const series = await client.request<ProductivityQuery>(document('Productivity'));
must(series.enterprises.nodes.some((enterprise) => enterprise.readings.length > 0), 'readings');

const { dataRequests } = await client.request<OverdueQuery>(document('Overdue'));
const [request] = dataRequests.nodes;
if (!request) throw new Error('no open data request');

const variables: SubmitMutationVariables = {
  input: { dataRequest: request.id, idempotencyKey: 'typed', counts: [{ measure: 'good_output', value: 1200 }] },
};
const { submitReport } = await client.request<SubmitMutation>(document('Submit'), variables);
must(submitReport.problems.length === 0, `a report is submitted ${JSON.stringify(submitReport.problems)}`);
must(submitReport.report !== null, 'and answered');
