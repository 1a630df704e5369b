import { can } from '@outpost/domain/kernel/access/access';
import { entityOf, type PackInfo } from '@outpost/domain/kernel/catalogue/catalogue';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { packChange, type PackRecord } from '@outpost/domain/kernel/definitions/tenant-packs';
import { readAsker } from '../access/asker.ts';
import { inTenant } from '../db/database.ts';
import { actAs, type ApiCaller } from './act-as.ts';
import type { TenancyPorts } from './create-tenant.ts';
import { packEntity } from './shipped-packs.ts';

type Packs = {
  readonly packs: readonly PackInfo[];
  readonly records: readonly PackRecord[];
  readonly isInside: boolean;
  readonly mayInstall: boolean;
};

const ofNobody = { entity: packEntity, ownerId: null, teamId: null, sharedWith: [], inherited: null };

const readPacks = (ports: TenancyPorts, caller: ApiCaller): Promise<Packs> =>
  inTenant(ports.database, { orgId: caller.orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant, tokens, principal } = await readAsker(tx, { ...caller, installed: ports.installed });
    const records = tenant.definitions.filter(({ entity }) => entity === packEntity);
    return {
      packs: tenant.catalogue.packs,
      records,
      isInside: tokens.includes(`${packEntity}@org`),
      mayInstall: can(principal, 'create', entityOf(tenant.catalogue, packEntity), ofNobody),
    };
  });

/** T-25: returns the packs of this build, and which of them the tenant has, for people who work in the tenant. */
export async function listPacks(ports: TenancyPorts, caller: ApiCaller): Promise<Result<readonly PackInfo[]>> {
  const { packs, isInside } = await readPacks(ports, caller);
  return isInside
    ? accept(packs)
    : refuse('access/denied', 'Only people of the organisation see its packs.', { action: 'read' });
}

/** Installs or removes a pack by an act of the caller, refused like any act. A pack already in that state stays unchanged. */
export async function changePack(
  ports: TenancyPorts,
  caller: ApiCaller,
  { name, isWanted }: { readonly name: string; readonly isWanted: boolean },
): Promise<Result<{ readonly done: true }>> {
  const { packs, records, isInside, mayInstall } = await readPacks(ports, caller);
  const pack = packs.find((one) => one.name === name);
  if (!isInside || !pack) return refuse('records/not-found', `There is no pack called "${name}".`, { id: name });
  if (!mayInstall)
    return refuse('access/denied', 'Only administrators install and remove packs.', { action: 'create' });
  const change = packChange({ pack, isWanted }, records);
  if (!change) return accept({ done: true });
  const edit =
    'id' in change
      ? { id: change.id, entity: packEntity, seen: 0, fields: { life: [change.life === 'alive' ? 'deleted' : 'alive', change.life] as [string, string] } } // prettier-ignore
      : { id: ports.ids.newId(), entity: packEntity, create: { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields: { ...change.fields } } }; // prettier-ignore
  const done = await actAs(ports, caller, { label: change.label, edits: [edit] });
  return done.ok ? accept({ done: true }) : done;
}
