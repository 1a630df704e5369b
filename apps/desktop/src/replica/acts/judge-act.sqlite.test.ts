import { type Act, type Edit, isCreate } from '@outpost/domain/kernel/act';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { valueIn } from '@outpost/domain/kernel/record';
import { seededRandom } from '@outpost/domain/testing/seeded-random';
import { expect, it } from 'vitest';
import type { DeviceWrite } from '../records/device-write.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership, givenPerson } from '../testing/given-tenant.ts';
import { added, performed } from '../testing/performed.ts';
import { checkDefinitions } from './check-definitions.ts';
import { checkAfter, checkBefore } from './check-edit.ts';
import { checkRights } from './check-rights.ts';
import { enterAct, idsNamed } from './make-act.ts';
import { judgeAct } from './judge-act.ts';

const idOf = (n: number) => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const stranger = idOf(999_999);

/** What is refused of an act by the checks that a device had until now. */
async function refusedBefore(device: GivenTenant, write: DeviceWrite, act: Act) {
  const { principal, lookups, installed, definedBy, ports } = device.tenant.device;
  const rewind = write.savepoint();
  const found = (() => {
    const made = new Set(act.edits.filter(isCreate).map((edit) => edit.id));
    for (const edit of act.edits) {
      if (write.parentsIn(edit).some((parent) => made.has(parent))) continue;
      const wrong = checkBefore({ write, principal, lookups }, edit);
      if (wrong) return wrong;
    }
    enterAct(write, { ...act, id: ports.ids.newId() }, { principal, lookups, installed, definedBy, ports });
    for (const edit of act.edits) {
      const wrong = checkAfter({ write, principal, lookups }, edit);
      if (wrong) return wrong;
    }
    return (
      checkRights({ write, principal, lookups, isUndo: false }, act.edits) ??
      checkDefinitions({ write, lookups, installed }, act.edits)
    );
  })();
  rewind();
  return found;
}

it('[T-8] a device refuses by the engine what it refuses by itself', async () => {
  const device = await tenantForTest();
  const { pick, chance } = seededRandom(7);
  const deals = [await added(device, 'crm/deal', { name: 'Acme', stage: 'prospecting' }), await added(device, 'crm/deal', { name: 'Beta', stage: 'prospecting' }), await added(device, 'crm/deal', { name: 'Gone', stage: 'prospecting' }), await added(device, 'crm/deal', { name: 'Merged', stage: 'prospecting' })]; // prettier-ignore
  const [first = '', , gone = '', merged = ''] = deals;
  const notes = [await added(device, 'crm/activity', { about: `crm/deal:${first}`, kind: 'note', subject: 'Hello' }), await added(device, 'crm/activity', { about: `crm/deal:${gone}`, kind: 'note', subject: 'Bye' })]; // prettier-ignore
  const products = [await added(device, 'crm/product', { name: 'Bolt', sku: 'b-1' }), await added(device, 'crm/product', { name: 'Nut', sku: 'n-1' })]; // prettier-ignore
  const person = await added(device, 'platform/person', { name: 'Zoe', status: 'active' });
  const team = await added(device, 'platform/team', { name: 'North' });
  await performed(device, 'x', [{ entity: 'crm/deal', id: gone, fields: { life: 'deleted' } }]);
  await performed(device, 'x', [{ entity: 'crm/deal', id: merged, fields: { life: `merged:${first}` } }]);
  const all = [...deals, ...notes, ...products, person, team, stranger];
  const values: readonly (() => [string, JsonValue])[] = [
    () => ['name', pick(['x', '', null, 7, 'y'.repeat(5000)])],
    () => ['stage', pick(['prospecting', 'won', 'nonsense', null])],
    () => ['ownerId', pick([...all, null, 'nobody', givenPerson.id])],
    () => ['teamId', pick([...all, null, 7])],
    () => ['sharedWith', pick<JsonValue>([[], [pick(all)], 'x', Array.from({ length: 101 }, (_, at) => idOf(at))])],
    () => ['life', pick(['alive', 'deleted', `merged:${pick(all)}`, 'half'])],
    () => ['about', pick([`crm/deal:${pick(all)}`, pick(all), '', null])],
    () => ['account', pick([...all, null, 'x'])],
    () => ['subject', pick(['x', null, ''])],
    () => ['kind', pick(['note', 'call', 'email', null])],
    () => ['deliveredAt', pick(['2026-11-20T08:00:00.000Z', null])],
    () => ['sku', pick(['b-1', 'N-1', 'z', null, ''])],
    () => ['status', pick(['active', 'suspended', 'x'])],
    () => ['unheard', 'x'],
  ];
  const lost: unknown[] = [];
  let [alike, refused] = [0, 0];
  for (let round = 0; round < 1_600; round += 1) {
    if (round % 400 === 0) await device.tenant.hold([givenMembership(pick(['admin', 'member', 'viewer', 'manager']))]);
    await device.tenant.device.transact(async (write) => {
      await write.loadForShow(all);
      const ids = new Set<string>();
      const edits = Array.from({ length: pick([1, 1, 1, 1, 1, 1, 2]) }, (): Edit => {
        const id = pick(all);
        const known = write.catalogue.entities.get(write.shown(id)?.entity ?? 'crm/deal')?.fields ?? {};
        const drawn = Array.from({ length: pick([1, 1, 1, 2]) }, () => pick(values)());
        const fields = Object.fromEntries(
          drawn.filter(
            ([name]) => name in known || ['ownerId', 'teamId', 'sharedWith', 'life'].includes(name) || chance(0.1),
          ),
        );
        if (chance(0.3)) {
          const { ownerId, teamId, sharedWith, life: _, ...rest } = fields;
          const entity = pick(['crm/deal', 'crm/activity', 'crm/product', 'crm/spaceship']);
          const own = Object.fromEntries(
            Object.entries(rest).filter(
              ([name]) => name in (write.catalogue.entities.get(entity)?.fields ?? {}) || chance(0.1),
            ),
          );
          const base = { 'crm/deal': { name: 'New', stage: 'prospecting' }, 'crm/activity': { about: `crm/deal:${pick(all)}`, kind: 'note', subject: 'New' }, 'crm/product': { name: 'Cog' } }[entity] ?? {}; // prettier-ignore
          const made = chance(0.1) ? id : device.tenant.device.ports.ids.newId();
          return { id: made, entity, create: { fields: { ...base, ...own }, ownerId: (ownerId ?? null) as string | null, teamId: (teamId ?? null) as string | null, sharedWith: Array.isArray(sharedWith) ? (sharedWith as string[]) : [], schema: 1 } }; // prettier-ignore
        }
        const record = write.shown(id);
        const entity = chance(0.05) ? 'crm/lead' : (record?.entity ?? 'crm/deal');
        return { id, entity, seen: 0, fields: Object.fromEntries(Object.entries(fields).map(([name, to]): [string, [JsonValue, JsonValue]] => [name, [record ? valueIn(record, name) : null, to]])) }; // prettier-ignore
      }).filter(
        (edit) => !ids.has(edit.id) && ids.add(edit.id) && (isCreate(edit) || Object.keys(edit.fields).length > 0),
      );
      if (edits.length === 0) return;
      const act: Act = { id: device.tenant.device.ports.ids.newId(), number: 1, label: 'x', shape: pick(['together', 'each']), madeAt: '2026-11-20T08:00:00.000Z', edits }; // prettier-ignore
      const { principal, lookups, installed } = device.tenant.device;
      await write.loadForShow(idsNamed(write, edits, principal));
      const rewind = write.savepoint();
      const before = await refusedBefore(device, write, act);
      const now = await judgeAct({ write, principal, lookups, installed }, act);
      rewind();
      if (before) refused += 1;
      if (before?.message === now[0]?.message) alike += 1;
      // A record that is not here refuses nothing any more (T-9), and what belongs to a merged one belongs to its survivor (S-4f).
      const isLeft = [stranger, merged].some((id) => before && JSON.stringify(before.details).includes(id));
      if (before && !now[0] && !isLeft) lost.push([before, edits]);
    });
  }
  expect(lost).toEqual([]);
  expect([refused > 300, alike > 500]).toEqual([true, true]);
});
