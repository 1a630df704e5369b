import { can } from '@outpost/domain/kernel/access';
import type { Entity } from '@outpost/domain/kernel/entity';
import { visibilityOf, type StoredRecord } from '@outpost/domain/kernel/record';
import { grantCovers, parseGrant } from '@outpost/domain/kernel/role';
import type { Device } from '../device.ts';
import { namesOf } from '../records/names.ts';

export const askedActions = ['update', 'assign', 'delete', 'administer'] as const;
type AskedAction = (typeof askedActions)[number];
export type May = Readonly<Record<AskedAction, { readonly allowed: boolean; readonly why: string }>>;

const doing: Readonly<Record<AskedAction, string>> = {
  update: 'Changing',
  assign: 'Handing on or sharing',
  delete: 'Deleting',
  administer: 'Administering',
};

/** What the person may do to a record, and, where they may not, who can: asked of the shown record, as the server will ask at arrival. */
export async function mayDo(device: Device, entity: Entity, record: StoredRecord): Promise<May> {
  const { ownerId } = visibilityOf(record);
  const names = ownerId === null ? {} : await namesOf(device.database, device.catalogue, [ownerId]);
  const owner = ownerId === null ? undefined : names[ownerId]?.title;
  const answer = (action: AskedAction) => {
    const allowed = can(device.principal, action, entity, record);
    return { allowed, why: allowed ? '' : whoCan(device, { entity, action, owner }) };
  };
  return {
    update: answer('update'),
    assign: answer('assign'),
    delete: answer('delete'),
    administer: answer('administer'),
  };
}

function whoCan(
  device: Device,
  {
    entity,
    action,
    owner,
  }: { readonly entity: Entity; readonly action: AskedAction; readonly owner: string | undefined },
): string {
  const needed = entity.governed ? 'administer' : action;
  const roles = device.catalogue.roles.filter((role) =>
    role.grants.some((written) => {
      const grant = parseGrant(written);
      return (
        grant !== undefined &&
        (grant.scope === 'org' || grant.scope === 'team') &&
        grantCovers(grant, entity.name, needed)
      );
    }),
  );
  const titles = roles.map((role) => role.label.toLowerCase());
  const last = titles.pop();
  const anyOf =
    last === undefined ? 'someone with the right to' : titles.length === 0 ? last : `${titles.join(', ')} or ${last}`;
  const asOwner = owner === undefined || entity.governed || needed === 'administer' ? '' : ` or its owner, ${owner}`;
  return `${doing[action]} this ${entity.label.one.toLowerCase()} takes the role ${anyOf}${asOwner}. An administrator can give you that role.`;
}
