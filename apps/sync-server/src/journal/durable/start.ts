import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Database } from '../../db/database.ts';
import { type OperatorResult, runOperatorCommand } from '../../commands/operator-command.ts';
import { type BackedUp, markDurable, readHeads } from './mark-durable.ts';
import { type DurableCommand, durableUsage, readDurableCommand, readHeadsFile } from './read-command.ts';

// `npm run -s durable -- …`: the commands of a backup job to the server's database, as its owner (DATABASE_URL). One JSON value
// on stdout, all else on stderr. Exit code 0 done, 1 fault, 2 usage, 3 a mark was refused.

type Asked = { readonly orgId: string; readonly upTo: BackedUp['head'] | number | 'head' };

async function asked(
  database: Database,
  command: Exclude<DurableCommand, { kind: 'heads' }>,
): Promise<readonly Asked[]> {
  if (command.kind === 'mark') {
    const { tenant, upTo } = command;
    const tenants = tenant === null ? (await readHeads(database)).map(({ orgId }) => orgId) : [tenant];
    return tenants.map((orgId) => ({ orgId, upTo }));
  }
  const written = command.file === '-' ? await text(process.stdin) : await readFile(command.file, 'utf8');
  const { heads } = readHeadsFile(written);
  return heads.map(({ tenant: orgId, n, hash }) => ({ orgId, upTo: [n, hash] }));
}

async function mark(database: Database, wanted: readonly Asked[]): Promise<OperatorResult> {
  const marked: { readonly tenant: string; readonly durable: number }[] = [];
  const refused: { readonly tenant: string; readonly why: string; readonly head: number }[] = [];
  for (const each of wanted) {
    const done = await markDurable(database, each);
    if (done.ok) marked.push({ tenant: each.orgId, durable: done.durable });
    else refused.push({ tenant: each.orgId, why: done.why, head: done.head });
  }
  return { ok: refused.length === 0, said: { marked, refused } };
}

process.exitCode = await runOperatorCommand<DurableCommand>(process, {
  name: 'durable',
  usage: durableUsage,
  read: readDurableCommand,
  role: 'outpost_app',
  answer: async (command, { database }) => {
    if (command.kind !== 'heads') return mark(database, await asked(database, command));
    const heads = await readHeads(database);
    return { ok: true, said: { heads: heads.map(({ orgId: tenant, head: [n, hash] }) => ({ tenant, n, hash })) } };
  },
});
