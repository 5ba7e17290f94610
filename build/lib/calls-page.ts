import { calls } from '../../shared/contract.js';
import type { CallDefinition } from '../../shared/call.js';

/** Returns `docs/calls.md`: every call of the page, with what the main process requires for it, as the call tables say. */
export function callsPage(): string {
  const rows = Object.entries<CallDefinition>(calls)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { role, opensDialog, checksIdentity, binds }]) => {
      const needs = [
        ...(opensDialog ? ['an unlocked desk, because it opens a system dialog'] : []),
        ...(checksIdentity === true ? ['a check of who works here'] : []),
        ...(binds === true ? ['no change of server in progress, because it creates a binding'] : []),
      ];
      return `| \`${name}\` | ${role} | ${needs.length === 0 ? '–' : needs.join('; ')} |`;
    });
  return `# Calls

Every call from the page to the main process, with the lowest role that may make it and what else the main process requires. For each
call it checks the sender, the size, the request, the role and the locked desk, in this order, and it checks the answer too.
The tables are in \`shared/\`, joined in \`shared/call-tables.ts\`. \`npm run calls-page\` writes this page from them.

| call | lowest role | also needs |
|---|---|---|
${rows.join('\n')}
`;
}
