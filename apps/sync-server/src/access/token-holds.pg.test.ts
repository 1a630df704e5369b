import { installedCatalogue } from '@outpost/domain/installed-packs';
import { beforeAll, describe, expect, it } from 'vitest';
import { inTenant, type Transaction } from '../db/database.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { readAsker, readMark, readTenant, recallAsker } from './asker.ts';
import { readPerson, readRoles, readTokenHolds, type TokenHolds, updateTokenHolds } from './token-holds.ts';

const given = givenServer();
let w: SalesWorld;
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
});

const read = <T>(run: (tx: Transaction, orgId: string) => Promise<T>, orgId = w.tenant.orgId): Promise<T> =>
  inTenant(given.test.database, { orgId, mode: 'snapshot' }, (tx) => run(tx, orgId));
const holdsOf = (userId: string): Promise<TokenHolds> => read((tx, orgId) => readTokenHolds(tx, { orgId, userId }));
const deals = (numbers: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(numbers).filter(([token]) => token.startsWith('crm/deal@')));
const asked = (userId: string, orgId = w.tenant.orgId) => ({ orgId, userId, installed: installedCatalogue });

describe('the number since which a person holds a token', () => {
  it('[S-9] [A-4] is recorded with the first number and past holds when a token is lost and regained', async () => {
    const person = await w.tenant.person('Pam', 'manager', { teamId: w.teams.t1 });
    const { userId } = person;
    const team = `crm/deal@team:${w.teams.t1}`;
    const own = `crm/deal@user:${userId}`;
    const before = await holdsOf(userId);
    const since = before.first[team] ?? 0;
    expect(since).toBeGreaterThan(0);
    expect(deals(before.first)).toEqual({ [team]: since, [own]: since });
    expect(before).toMatchObject({
      since: before.first,
      past: new Map(),
      isPastCut: false,
      lastLost: 0,
      lastRegained: 0,
    });

    const to = (role: string, teamId: string) => [{ role, teamId }];
    const move = async (from: readonly unknown[], next: readonly unknown[]): Promise<number> => {
      expect(await w.ann.do([w.set(userId, { memberships: [from as never, next as never] }, 'platform/person')])).toMatchObject({ status: 'accepted' }); // prettier-ignore
      return Number((await read((tx, orgId) => tx.query<{ head: number }>('select head from store.clock where org_id = $1', [orgId])))[0]?.head); // prettier-ignore
    };
    const lost = await move(to('manager', w.teams.t1), to('member', w.teams.t1));
    const without = await holdsOf(userId);
    expect(deals(without.first)).toEqual({ [team]: since, [own]: since });
    expect(deals(without.since)).toEqual({ [own]: since });
    expect(without.past.get(team)).toMatchObject([{ since, until: lost }]);
    expect(without.past.has(own)).toBe(false);
    expect(without).toMatchObject({ lastLost: lost, lastRegained: 0 });

    const again = await move(to('member', w.teams.t1), to('manager', w.teams.t1));
    const back = await holdsOf(userId);
    expect(deals(back.first)).toEqual({ [team]: since, [own]: since });
    expect(deals(back.since)).toEqual({ [team]: again, [own]: since });
    expect(back.past.get(team)).toMatchObject([{ since, until: lost }]);
    expect(back).toMatchObject({ lastLost: lost, lastRegained: again });
  });

  it('[S-9] is computed again for the named people, or for all, and for no others', async () => {
    const [one, other] = [await w.tenant.person('Ona', 'member'), await w.tenant.person('Otto', 'member')];
    const own = ({ userId }: { readonly userId: string }) => `crm/deal@user:${userId}`;
    const held = async () => [
      (await holdsOf(one.userId)).since[own(one)],
      (await holdsOf(other.userId)).since[own(other)],
    ];
    const [first, second] = await held();
    const update = (people: readonly string[] | 'all', n: number, roles: string): Promise<void> =>
      inTenant(given.test.database, { orgId: w.tenant.orgId, mode: 'write' }, async (tx) => {
        const catalogue = { ...installedCatalogue, entities: new Map([...installedCatalogue.entities].filter(([name]) => name !== roles)) }; // prettier-ignore
        await updateTokenHolds(tx, { orgId: w.tenant.orgId, catalogue }, { people, n });
      });
    await update([one.userId], 900, 'crm/deal');
    expect(await held()).toEqual([undefined, second]);
    await update('all', 901, 'crm/deal');
    expect(await held()).toEqual([undefined, undefined]);
    await update([], 902, 'nothing');
    expect(await held()).toEqual([undefined, undefined]);
    await update('all', 903, 'nothing');
    expect(await held()).toEqual([903, 903]);
    expect((await holdsOf(one.userId)).past.get(own(one))).toMatchObject([{ since: first, until: 900 }]);
  });

  it('[A-2] is absent for an unknown person', async () => {
    expect(await holdsOf(w.id())).toEqual({
      first: {},
      since: {},
      past: new Map(),
      isPastCut: false,
      lastLost: 0,
      lastRegained: 0,
    });
  });
});

describe('an asker', () => {
  it('[A-2] is computed once while the mark is the same, and cached for one person of one tenant', async () => {
    const { userId } = w.mia;
    const first = await read((tx) => readAsker(tx, asked(userId)));
    expect(first.person).toMatchObject({ id: userId, entity: 'platform/person', fields: { name: 'Mia' } });
    expect(first.principal).toMatchObject({ userId, memberships: [{ role: 'member', teamId: w.teams.t1 }] });
    expect(first.tokens).toContain(`crm/deal@user:${userId}`);
    expect(first).toMatchObject({
      author: { userId, isServer: false },
      settings: { currency: 'USD', timeZone: 'UTC' },
    });
    expect(first.holds.since[`crm/deal@user:${userId}`]).toBeGreaterThan(0);
    expect(recallAsker(asked(userId))?.value).toBe(first);
    expect(await read((tx) => readAsker(tx, asked(userId)))).toBe(first);
    expect(await read(async (tx, orgId) => readAsker(tx, asked(userId), await readMark(tx, orgId)))).toBe(first);
    expect(await read((tx) => readAsker(tx, asked(w.max.userId)))).not.toBe(first);
    const other = await makeSalesWorld(given.test);
    const stranger = await read((tx) => readAsker(tx, asked(userId, other.tenant.orgId)), other.tenant.orgId);
    expect(stranger).toMatchObject({ person: undefined, tokens: [], principal: { memberships: [] } });
  });
  it('[A-2] is not cached under a mark that changed in between', async () => {
    const { userId } = w.moe;
    const before = await read((tx) => readAsker(tx, asked(userId)));
    const answer = await read((tx) => readAsker(tx, asked(userId), 'another mark'));
    expect(answer).not.toBe(before);
    expect(recallAsker(asked(userId))?.value).toBe(before);
    expect(answer.tokens).toEqual(before.tokens);
  });
  it('[A-2] shares the cached tenant, which is read again when its mark has changed', async () => {
    const other = await makeSalesWorld(given.test); // a tenant that has not been read yet
    const { orgId } = other.tenant;
    const tenant = (mark?: string) =>
      read((tx) => readTenant(tx, { orgId, installed: installedCatalogue }, mark), orgId);
    const mark = await read(readMark, orgId);
    const first = await tenant(mark);
    expect(await tenant(mark)).toBe(first);
    expect(await tenant('another mark')).not.toBe(first);
    expect(await tenant()).not.toBe(first);
    expect(await tenant(mark)).toBe(first);
    expect((await read((tx) => readAsker(tx, asked(other.vic.userId, orgId)), orgId)).tenant).toBe(first.tenant);
  });
  it('[A-2] holds no tokens in an unknown tenant', async () => {
    const orgId = w.id();
    const nobody = await read((tx) => readAsker(tx, asked(w.mia.userId, orgId)), orgId);
    expect(nobody).toMatchObject({ person: undefined, tokens: [], settings: undefined });
    expect(recallAsker(asked(w.mia.userId, orgId))).toBeUndefined();
  });
  it('[A-1] has the rights of living roles only', async () => {
    const roles = await read(readRoles);
    expect(new Set(roles.map(({ fields }) => fields['key']))).toEqual(new Set(['admin', 'client', 'manager', 'member', 'owner', 'viewer'])); // prettier-ignore
    expect(roles).toHaveLength(6);
    expect(new Set(roles.map(({ entity, life }) => `${entity} ${life}`))).toEqual(new Set(['platform/role alive']));
    expect(await read((tx, orgId) => readPerson(tx, orgId, w.id()))).toBeUndefined();
  });
});
