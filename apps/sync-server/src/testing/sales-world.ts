import { usd } from '@outpost/domain/testing/usd';
import type { Edit } from '@outpost/domain/kernel/acts/act';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { changeEdit, made, type MadeFields, type TestDevice, type TestServer, type TestTenant } from './test-server.ts';

/** The people of the model's scenarios (shared/model): an admin, a manager and a member of one team, a member of another. */
export type SalesWorld = {
  readonly tenant: TestTenant;
  readonly teams: { readonly t1: string; readonly t2: string };
  readonly ann: TestDevice;
  readonly max: TestDevice;
  readonly mia: TestDevice;
  readonly moe: TestDevice;
  readonly vic: TestDevice;
  readonly id: () => string;
  /** Returns an edit that makes a deal: Mia's, in her team, unless stated otherwise. */
  readonly deal: (id: string, fields?: Readonly<Record<string, JsonValue>>, envelope?: MadeFields) => Edit;
  readonly task: (id: string, deal: string, envelope?: MadeFields) => Edit;
  readonly set: (
    id: string,
    fields: Readonly<Record<string, readonly [JsonValue, JsonValue]>>,
    entity?: string,
  ) => Edit;
  /** Enters the organisation's postal address, without which it sends no offers (MSG-36). */
  readonly setPostalAddress: (address: string | null) => Promise<void>;
};

/** Creates a tenant with these people. */
export async function makeSalesWorld(test: TestServer): Promise<SalesWorld> {
  const tenant = await test.tenant();
  const teams = { t1: await tenant.team('T1'), t2: await tenant.team('T2') };
  const ann = await tenant.person('Ann', 'admin');
  const max = await tenant.person('Max', 'manager', { teamId: teams.t1 });
  const mia = await tenant.person('Mia', 'member', { teamId: teams.t1 });
  const moe = await tenant.person('Moe', 'member', { teamId: teams.t2 });
  const vic = await tenant.person('Vic', 'viewer', { teamId: teams.t1 });
  return {
    tenant, teams, ann, max, mia, moe, vic,
    id: () => test.newId(),
    deal: (id, fields = {}, envelope = {}) => made(id, 'crm/deal', { name: 'Deal', stage: 'prospecting', value: usd(5), ...fields }, { ownerId: mia.userId, teamId: teams.t1, ...envelope }),
    task: (id, deal, envelope = {}) => made(id, 'crm/task', { subject: 'Task', about: `crm/deal:${deal}` }, envelope),
    set: (id, fields, entity = 'crm/deal') => changeEdit(id, entity, fields),
    async setPostalAddress(address) {
      const [row] = await tenant.rows<{ id: string; before: string | null }>("select id, fields ->> 'postalAddress' as before from store.platform_organisation");
      const done = await ann.do([changeEdit(row?.id ?? '', 'platform/organisation', { postalAddress: [row?.before ?? null, address] })]);
      if (done.status !== 'accepted') throw new Error('the postal address was refused');
    },
  }; // prettier-ignore
}
