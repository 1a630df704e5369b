import { tokensOfPrincipal } from '@outpost/domain/kernel/access/access';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { beforeEach, describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';
import { kindsKept, kindsNotWhole } from './kinds-not-kept.ts';

const deal = '0190b1f2-7c00-7000-8000-000000000d01';
let server: ScriptedServer;
let given: GivenTenant;
beforeEach(async () => {
  server = new ScriptedServer();
  given = await tenantForTest({ transport: server.transport, membership: givenMembership('admin') });
});

/** The tokens that the server gives the device: those of its person, without these kinds. */
function tokensWithout(...kinds: readonly string[]): readonly string[] {
  const { principal, catalogue } = given.tenant.device;
  return tokensOfPrincipal(principal, catalogue).filter((token) => !kinds.includes(token.split('@')[0] ?? ''));
}
/** The server's page gives the device the tokens of all kinds but these. */
async function pulled(
  head: number,
  without: readonly string[],
  rows: readonly { record: ReturnType<typeof givenDeal> }[] = [],
) {
  server.page({ tokens: tokensWithout(...without), rows, head });
  await given.tenant.replicator.pull();
}
const shown = () => given.tenant.device.lookups.shown('crm/deal', deal);

describe('[A-6] a device whose organisation keeps a kind off it', () => {
  it('keeps all kinds until it knows its tokens, and while it holds tokens of all', async () => {
    expect(kindsNotWhole(given.tenant.device)).toEqual([]);
    await pulled(1, [], [{ record: givenDeal(deal, 1) }]);
    expect(kindsKept(given.tenant.device)).toEqual({ notKept: [], partlyKept: [] });
    expect(shown()).toBeDefined();
  });

  it('drops the records with the page that takes the tokens, says so in its status, and gets them back', async () => {
    await pulled(1, [], [{ record: givenDeal(deal, 1) }]);
    await pulled(2, ['crm/deal', 'crm/task']);
    expect(shown()).toBe(undefined);
    expect(given.tenant.engine.status().notKept).toEqual(['crm/deal', 'crm/task']);
    await pulled(3, [], [{ record: givenDeal(deal, 1) }]);
    expect([given.tenant.engine.status().notKept, shown()?.id]).toEqual([[], deal]);
  });

  it('keeps an edit that waits, shows its record no more, and sends it (S-5, A-4)', async () => {
    await pulled(1, [], [{ record: givenDeal(deal, 1) }]);
    const { act } = await performed(given, 'Renamed', [{ entity: 'crm/deal', id: deal, fields: { name: 'Valves' } }]);
    await pulled(2, ['crm/deal']);
    expect([shown(), given.tenant.device.memory.acts.get(act)?.state]).toEqual([undefined, 'waiting']);
    server.accept({ [deal]: 3 }, 3);
    await given.tenant.replicator.push();
    expect(server.pushes.at(-1)?.acts).toMatchObject([{ id: act, edits: [{ id: deal, fields: { name: ['Acme', 'Valves'] } }] }]); // prettier-ignore
    await pulled(3, ['crm/deal']);
    expect([given.tenant.device.memory.waiting, shown()]).toEqual([0, undefined]);
  });

  it('shows a record that is made here until the server has it, and no longer (D-2b)', async () => {
    await pulled(1, ['crm/deal']);
    const made = await addedRecord(given, 'crm/deal', { name: 'Pumps', stage: 'prospecting' });
    const here = () => given.tenant.device.lookups.shown('crm/deal', made)?.fields['name'];
    expect(here()).toBe('Pumps');
    server.accept({ [made]: 2 }, 2);
    await given.tenant.replicator.push();
    await pulled(2, ['crm/deal']);
    expect(here()).toBe(undefined);
  });

  it('has no figures over the kind, as they would be partial', async () => {
    const account = await addedRecord(given, 'crm/account', { name: 'Acme' });
    await addedRecord(given, 'platform/field-definition', {
      forEntity: 'crm/account',
      name: 'openDeals',
      label: 'Open deals',
      type: 'number',
      computed: 'roll-up',
      rollUp: { of: 'crm/deal', by: 'account', fn: 'count' },
    });
    await addedRecord(given, 'crm/deal', { name: 'Pumps', stage: 'prospecting', account });
    const figure = async () => {
      const list = await given.tenant.questions.list(listQuerySchema.parse({ entity: 'crm/account' }));
      return list.ok ? list.value.rows.find(({ id }) => id === account)?.fields['openDeals'] : list.message;
    };
    await pulled(1, []);
    expect(await figure()).toBe(1);
    await pulled(2, ['crm/deal']);
    expect(await figure()).toBe(undefined);
  });
});

describe('[A-6] a device whose organisation keeps old records of a kind off it', () => {
  const months = ['2026-10', '2026-11', '2026-12'];
  const byMonth = () =>
    tokensWithout().flatMap((token) =>
      token.startsWith('crm/deal@') ? months.map((month) => `${token}~${month}`) : [token],
    );

  it('drops those that no month holds, says since when it has records, and gets all back', async () => {
    const old = '0190b1f2-7c00-7000-8000-000000000d02';
    const both = [{ record: givenDeal(deal, 1) }, { record: givenDeal(old, 1) }];
    const ids = () => [deal, old].filter((id) => given.tenant.device.lookups.shown('crm/deal', id) !== undefined);
    await pulled(1, [], both);
    expect(ids()).toEqual([deal, old]);
    const rows = [{ record: givenDeal(deal, 1), through: ['crm/deal@org~2026-11'] }];
    server.page({ tokens: byMonth(), rows, head: 2 });
    await given.tenant.replicator.pull();
    expect(ids()).toEqual([deal]);
    expect(kindsKept(given.tenant.device)).toEqual({
      notKept: [],
      partlyKept: [{ kind: 'crm/deal', since: '2026-10' }],
    });
    expect(given.tenant.engine.status().partlyKept).toEqual([{ kind: 'crm/deal', since: '2026-10' }]);
    expect(kindsNotWhole(given.tenant.device)).toEqual(['crm/deal']); // so it has no figures over them
    await pulled(3, [], both);
    expect([ids(), kindsNotWhole(given.tenant.device)]).toEqual([[deal, old], []]);
  });

  it('[K-4] does not name groups of sealed fields, which leave with their records', async () => {
    const sealed = months.map((month) => `crm/contact-identity@org~${month}`);
    const others = byMonth().filter((token) => !token.startsWith('crm/contact-identity@'));
    server.page({ tokens: [...others, ...sealed].sort(), rows: [], head: 1 });
    await given.tenant.replicator.pull();
    expect(kindsKept(given.tenant.device).partlyKept).toEqual([{ kind: 'crm/deal', since: '2026-10' }]);
  });
});
