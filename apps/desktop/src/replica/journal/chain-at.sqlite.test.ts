import { beforeEach, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership } from '../testing/given-tenant.ts';
import { jsonReply, ScriptedServer } from '../testing/scripted-server.ts';
import { chainAt, chainHash } from './chain-at.ts';

let server: ScriptedServer;
let device: GivenTenant;
beforeEach(async () => {
  server = new ScriptedServer();
  device = await tenantForTest({ transport: server.transport, membership: givenMembership('admin') });
});

/** The first rows of a chain. */
function chainOf(count: number) {
  const rows: { n: number; digest: string; hash: string }[] = [];
  for (let n = 1; n <= count; n += 1) {
    const digest = String(n).padStart(64, '0');
    rows.push({ n, digest, hash: chainHash(rows.at(-1)?.hash ?? null, digest) });
  }
  return rows;
}

it('[P-5] an entry’s place in the chain is computed by this device: the entry and its neighbours follow each other', async () => {
  const chain = chainOf(5);
  server.answers.push(jsonReply({ rows: chain.slice(1, 5), more: false }), jsonReply({ rows: chain.slice(0, 2), more: true })); // prettier-ignore
  const links = (from: number, to: number) => chain.slice(from, to).map((row) => ({ ...row, follows: true }));
  expect(await chainAt(device.tenant, { n: 4 })).toEqual({ ok: true, value: { links: links(2, 5) } });
  expect(await chainAt(device.tenant, { n: 1 })).toEqual({ ok: true, value: { links: links(0, 2) } });
});

it('[P-5] an entry whose hash is another one is not in the chain', async () => {
  const chain = chainOf(5).map((row) => (row.n === 4 ? { ...row, hash: 'ab'.repeat(32) } : row));
  server.answers.push(jsonReply({ rows: chain.slice(1, 5), more: false }));
  const found = await chainAt(device.tenant, { n: 4 });
  expect(found.ok && found.value.links.map(({ n, follows }) => [n, follows])).toEqual([[3, true], [4, false], [5, false]]); // prettier-ignore
});
