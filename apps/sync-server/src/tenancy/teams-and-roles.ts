import { type Result, accept } from '@outpost/domain/kernel/refusal';
import { accessEntities } from '../access/principal.ts';
import { actAs, type ApiCaller } from './act-as.ts';
import type { TenancyPorts } from './create-tenant.ts';
import { changeGoverned } from './members.ts';

const teamEntity = 'platform/team';
const empty = { schema: 1, ownerId: null, teamId: null, sharedWith: [] };

type Made = Promise<Result<{ readonly id: string }>>;
export type TeamInput = {
  readonly name?: string | undefined;
  readonly region?: string | undefined;
  readonly lead?: string | undefined;
};
export type RoleInput = {
  readonly key?: string;
  readonly label?: string | undefined;
  readonly describes?: string | undefined;
  readonly grants?: readonly string[] | undefined;
};
type Change<T> = { readonly id: string; readonly values: T; readonly version?: number | undefined };

async function add(
  ports: TenancyPorts,
  caller: ApiCaller,
  {
    entity,
    label,
    fields,
  }: {
    readonly entity: string;
    readonly label: string;
    readonly fields: Readonly<Record<string, string | readonly string[] | boolean>>;
  },
): Made {
  const id = ports.ids.newId();
  const made = await actAs(ports, caller, { label, edits: [{ id, entity, create: { ...empty, fields } }] });
  return made.ok ? accept({ id }) : made;
}

const sorted = (grants: readonly string[]): readonly string[] => [...new Set(grants)].sort(); // the order within a set has no meaning (S-4)

/** Creates a team by an act of the caller, refused like any act. */
export const addTeam = (ports: TenancyPorts, caller: ApiCaller, { name = '', region, lead }: TeamInput): Made =>
  add(ports, caller, {
    entity: teamEntity,
    label: `Added the team ${name}`,
    fields: { name, ...(region === undefined ? {} : { region }), ...(lead === undefined ? {} : { lead }) },
  });

export const changeTeam = (ports: TenancyPorts, caller: ApiCaller, { id, values, version }: Change<TeamInput>): Made =>
  changeGoverned(ports, caller, { id, version, entity: teamEntity, label: 'Changed a team', values });

/** Creates a role of the tenant's own. */
export const addRole = (
  ports: TenancyPorts,
  caller: ApiCaller,
  { key = '', label = key, describes, grants = [] }: RoleInput,
): Made =>
  add(ports, caller, {
    entity: accessEntities.role,
    label: `Added the role ${label}`,
    fields: {
      key,
      label,
      grants: sorted(grants),
      builtIn: false,
      portal: false,
      ...(describes === undefined ? {} : { describes }),
    },
  });

export const changeRole = (ports: TenancyPorts, caller: ApiCaller, { id, values, version }: Change<RoleInput>): Made =>
  changeGoverned(ports, caller, {
    id,
    version,
    entity: accessEntities.role,
    label: 'Changed a role',
    values: values.grants ? { ...values, grants: sorted(values.grants) } : values,
  });
