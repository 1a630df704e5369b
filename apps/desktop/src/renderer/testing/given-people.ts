import { installedCatalogue } from '@outpost/domain/installed-packs';
import { accept } from '@outpost/domain/kernel/refusal';
import type { BridgeHandlers } from '../../bridge/serve-bridge.ts';
import type { ShownRecord } from '../../bridge/contract.ts';
import { dana, givenShownRecord, me } from './given-record.ts';
import { givenSession } from './render-app.tsx';

const idOf = (n: number) => `0190b1f2-7c00-7000-8000-0000000008${String(n).padStart(2, '0')}`;
const record = (id: string, entity: string, fields: ShownRecord['fields']): ShownRecord =>
  givenShownRecord({ id, entity, ownerId: null, fields });

/** The shipped roles, as a tenant's records have them. */
export const roles = installedCatalogue.roles.map((role, place) =>
  record(idOf(place), 'platform/role', {
    key: role.key,
    label: role.label,
    describes: role.describes,
    grants: [...role.grants],
    builtIn: true,
    portal: role.portal ?? false,
  }),
);
export const [northTeam, southTeam] = [
  record(idOf(90), 'platform/team', { name: 'North', lead: dana }),
  record(idOf(91), 'platform/team', { name: 'South' }),
] as const;
export const givenPersonRecord = (
  id: string,
  name: string,
  {
    roles: held,
    status = 'active',
  }: { readonly roles: readonly (readonly [string, string | null])[]; readonly status?: string },
): ShownRecord =>
  record(id, 'platform/person', {
    name,
    email: `${name.split(' ')[0]?.toLowerCase() ?? ''}@example.com`,
    status,
    memberships: held.map(([role, teamId]) => ({ role, teamId })),
  });

export const ana = givenPersonRecord(idOf(70), 'Ana Brecklin', { roles: [['member', northTeam.id]] });
export const zoe = givenPersonRecord(idOf(71), 'Zoe Holt', { roles: [], status: 'not-invited' });
export const sam = givenPersonRecord(idOf(72), 'Sam Vale', { roles: [['viewer', southTeam.id]], status: 'suspended' });
export const olga = givenPersonRecord(dana, 'Olga Keene', { roles: [['owner', null]] });
export const ilse = givenPersonRecord(me, 'Ilse Torvane', { roles: [['admin', null]] });
export const people = [ana, ilse, olga, sam, zoe];
export const givenRecords = [...people, ...roles, northTeam, southTeam];

const adminGrants = installedCatalogue.roles.find(({ key }) => key === 'admin')?.grants ?? [];
export const admin = givenSession({
  memberships: [{ role: 'admin', teamId: null, grants: [...adminGrants], portal: false }],
});

/** The server's answer to the question about last contacts. */
export const contacts: Partial<BridgeHandlers> = {
  'people.contacts': () =>
    Promise.resolve(
      accept({
        people: [
          { id: ilse.id, lastContactAt: '2026-11-20T08:59:00.000Z', devices: 2 },
          { id: olga.id, lastContactAt: '2026-11-20T07:00:00.000Z', devices: 1 },
          { id: ana.id, lastContactAt: null, devices: 0 },
          { id: sam.id, lastContactAt: '2026-11-01T07:00:00.000Z', devices: 0 },
          { id: zoe.id, lastContactAt: null, devices: 0 },
        ],
      }),
    ),
  'people.effect': () => Promise.resolve(accept({ kinds: [], gainers: 0, losers: 0 })),
  'people.sees': () =>
    Promise.resolve(accept({ kinds: [{ entity: 'crm/deal', held: 600, now: 0, next: 124, gained: 124, lost: 0 }] })),
};
