// Runs the GraphQL over HTTP audits of graphql-http, the reference implementation: node graphql-audit.mjs BASE_URL
// Resolves graphql-http and graphql from the working directory.
import { createRequire } from 'node:module';
const { auditServer } = createRequire(process.cwd() + '/')('graphql-http');

const results = await auditServer({ url: process.argv[2] + '/graphql' });
for (const { status, id, name, reason } of results.filter(({ status }) => status !== 'ok')) {
  console.log(`${status}: ${id} ${name}: ${reason}`);
}
const count = (status) => results.filter((result) => result.status === status).length;
console.log(`${results.length} audits: ${count('ok')} ok, ${count('notice')} notices, ${count('warn')} warnings, ${count('error')} errors`);
process.exit(results.length > 50 && count('error') + count('warn') === 0 ? 0 : 1);
