#!/usr/bin/env node
// Does the schema NEW break clients that were written for OLD?  breaking.mjs OLD NEW ALLOWED
// ALLOWED names, a line each, the breaks that are meant: `KIND: sentence`, as they are printed here.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(`${process.env.AUDIT_TOOLS}/node/package.json`);
const { buildSchema, findBreakingChanges } = require('graphql');

const [old, now, allowed] = process.argv.slice(2).map((file) => readFileSync(file, 'utf8'));
const meant = new Set(allowed.split('\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('#')));
const breaks = findBreakingChanges(buildSchema(old), buildSchema(now)).map((change) => `${change.type}: ${change.description}`);
const missed = breaks.filter((line) => !meant.has(line));

for (const line of breaks) console.log(meant.has(line) ? `meant ${line}` : `BREAK ${line}`);
console.log(`breaking changes: ${breaks.length}, of which ${missed.length} not meant`);
if (missed.length > 0) {
  console.log('Keep what clients use and deprecate it, or name the break in .ci/breaks.');
  process.exit(1);
}
