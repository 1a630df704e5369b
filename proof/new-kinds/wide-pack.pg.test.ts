import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedPacks } from '@outpost/domain/installed-packs';
import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Page, PullAnswer } from '@outpost/domain/sync/protocol';
import { groupsOf } from '@outpost/domain/sync/token-groups';
import { widePack } from '@outpost/domain/testing/packs/wide-pack';
import { migrate } from '@outpost/sync-server/db/migrate';
import { migrationsFolder, readMigrations } from '@outpost/sync-server/db/migrations';
import { withOwner } from '@outpost/sync-server/db/owner-connection';
import { pull } from '@outpost/sync-server/sync/pull';
import { makeTestDatabase, type TestDatabase } from '@outpost/sync-server/testing/test-database';
import {
  made,
  makeTestServer,
  type TestDevice,
  type TestServer,
  type TestTenant,
} from '@outpost/sync-server/testing/test-server';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { writeMigration } from '../../scripts/write-migration.ts';

// 90 kinds of 25 fields and 16 indexes, and a person who has a role in each of 60 teams: 5,490 tokens of these kinds alone.
const kindCount = 90;
const teamCount = 60;
const catalogue = catalogueOf([...installedPacks, widePack(kindCount)]);

let folder: string;
let database: TestDatabase;
let test: TestServer;
let tenant: TestTenant;
let pat: TestDevice;
const teams: string[] = [];
const idOf = (place: number): string => teams[place] ?? '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'outpost-wide-'));
  cpSync(migrationsFolder, folder, { recursive: true });
  database = await makeTestDatabase(inject('postgresUrl'));
  writeMigration(catalogue, { folder, name: 'wide' });
  await withOwner(database.ownerUrl, (owner) => migrate(owner, readMigrations(folder)));
  test = await makeTestServer(database.database, { installed: catalogue });
  tenant = await test.tenant();
  for (let place = 0; place < teamCount; place += 1) teams.push(await tenant.team(`Team ${place}`));
  pat = await tenant.person('Pat', 'manager', { teamId: idOf(0) });
  await tenant.setRoles(
    pat.userId,
    teams.map((teamId) => ({ role: 'manager', teamId })),
  );
}, 300_000);
afterAll(async () => {
  await test.server.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const pageOf = (answer: PullAnswer): Page => {
  if (answer.kind !== 'page') throw new Error(JSON.stringify(answer));
  return answer;
};
/** The size of a request's checkpoint and of a page's tokens on the wire. */
const sizeOf = (value: unknown): number => JSON.stringify(value).length;

describe('a person with 60 roles of 90 kinds', () => {
  it('[T-28] pulls, gets the tokens once in some kilobytes, and then by a digest', async () => {
    const first = pageOf(await pat.page());
    expect(pat.tokens.filter((token) => token.startsWith('wide/'))).toHaveLength(kindCount * (teamCount + 1));
    expect(sizeOf(pat.tokens)).toBeGreaterThan(300_000);
    // Views, reports, dashboards and snippets are open to everyone (A-3b), which no wide kind is: they are a group, and name the teams once more.
    const groups = groupsOf(pat.tokens);
    const ofViews = groups.filter(([kinds]) => kinds.includes('platform/saved-view'));
    expect(ofViews.map(([kinds]) => kinds)).toEqual([
      ['crm/snippet', 'platform/dashboard', 'platform/report', 'platform/saved-view'],
    ]);
    expect(sizeOf(first.tokens) - sizeOf(ofViews)).toBeLessThan(6_000);
    await pat.pull();
    const again = pageOf(await pat.page());
    expect(again.tokens).toBeUndefined();
    expect([sizeOf(again.next.tokens), sizeOf(again.next)]).toEqual([45, expect.any(Number)]);
    expect(sizeOf(again.next)).toBeLessThan(150);
  });

  it('[T-28, T-29] gets the records of its teams, of each kind, and none of others', async () => {
    const ann = await tenant.person('Ann', 'admin');
    const other = await tenant.team('Another');
    const seen = test.newId();
    const unseen = test.newId();
    await ann.pull();
    const filed = (id: string, kind: string, teamId: string) =>
      made(id, kind, { name: 'x' }, { ownerId: ann.userId, teamId });
    await ann.do([filed(seen, 'wide/kind-89', idOf(59)), filed(unseen, 'wide/kind-89', other)]);
    await pat.pull();
    expect(pat.holds('wide/kind-89')).toEqual([seen]);
    expect(pat.held.get(seen)?.through).toEqual([`wide/kind-89@team:${idOf(59)}`]);
  });

  it('[T-28] a server that does not know the digest any more asks for the tokens in full, and continues from there', async () => {
    await pat.pull();
    const ports = { ...test.pullPorts, database: { ...database.database } }; // nothing is remembered for it
    await tenant.setRoles(
      pat.userId,
      teams.slice(1).map((teamId) => ({ role: 'manager', teamId })),
    );
    const answer = await pull(ports, pat.asker, { at: pat.at, heads: [], limit: 1_000, schemas: {} });
    expect(answer).toEqual({ ok: true, value: { kind: 'unknown' } });
    await pat.pull();
    expect(pat.tokens.some((token) => token.endsWith(`@team:${idOf(0)}`))).toBe(false);
  });
});
