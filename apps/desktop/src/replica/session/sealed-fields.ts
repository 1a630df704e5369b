import { canSee, inheritedFrom } from '@outpost/domain/kernel/access/access';
import { denialOf, notFound } from '@outpost/domain/kernel/access/denial';
import { sealedGroupsOf } from '@outpost/domain/kernel/catalogue/sealed-group';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { blankRecord, type StoredRecord } from '@outpost/domain/kernel/entities/record';
import { companionId, isSealedField, masked } from '@outpost/domain/kernel/entities/sealed';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { ParsedInput } from '../../bridge/parse-call.ts';
import type { Device } from '../device/device.ts';
import { nowOf } from '../device/now-of.ts';
import { actIdsOn } from '../records/memory/device-memory.ts';
import type { OpenTenant } from './open-tenant.ts';

/** A record and one of its groups of sealed fields that the person may see. `companion`: undefined until it has a value. */
type Group = {
  readonly entity: Entity;
  readonly record: StoredRecord;
  readonly id: string;
  readonly companion: StoredRecord | undefined;
};

/** Returns the groups of a record that the person may see; none where the device does not hold the record. */
async function groupsOf({ device }: Pick<OpenTenant, 'device'>, id: string): Promise<readonly Group[]> {
  const record = await shownRecord(device, id);
  if (!record) return [];
  return sealedGroupsOf(device.catalogue, record.entity).flatMap((entity) => {
    const own = companionId(entity.name, id);
    const companion = device.lookups.shown(entity.name, own);
    const usual = { ...blankRecord(own, entity.name), inherited: inheritedFrom(record) };
    return canSee(device.principal, device.catalogue, companion ?? usual)
      ? [{ entity, record, id: own, companion: companion?.life === 'alive' ? companion : undefined }]
      : [];
  });
}

async function shownRecord(device: Device, id: string): Promise<StoredRecord | undefined> {
  const found = (await device.database.find([id])).get(id);
  if (!found || found._deleted || !device.catalogue.entities.has(found.entity)) return undefined;
  return device.lookups.shown(found.entity, id);
}

/** Returns why the person may not change a group. */
const whyFixed = ({ principal }: Device, { entity, record, id, companion }: Group): string =>
  record.life !== 'alive'
    ? 'This record is deleted. Restore it first.'
    : (denialOf(principal, 'update', entity, {
        record: companion ?? { ...blankRecord(id, entity.name), inherited: inheritedFrom(record) },
        nameOf: () => undefined,
      }) ?? '');

/** K-4: returns the masked values of a record's sealed fields. */
export async function sealedOf(
  open: OpenTenant,
  { id }: CallInput<'sealed.of'>,
): Promise<Result<CallOutput<'sealed.of'>>> {
  const groups = await groupsOf(open, id);
  return accept({
    groups: groups.map((group) => {
      const { entity, companion } = group;
      const { memory } = open.device;
      const names = Object.keys(entity.fields).filter((name) => isSealedField(entity, name));
      return {
        kind: entity.name,
        waiting: actIdsOn(memory, group.id).filter((act) => memory.acts.get(act)?.state === 'waiting').length,
        whyFixed: whyFixed(open.device, group),
        masked: Object.fromEntries(
          names.map((name) => [name, masked(companion?.fields[name], entity.sealed?.shown[name] ?? 0)]),
        ),
      };
    }),
  });
}

type Place = { readonly id: string; readonly kind: string; readonly field: string };

async function groupAt(open: OpenTenant, { id, kind, field }: Place): Promise<Group | undefined> {
  const group = (await groupsOf(open, id)).find(({ entity }) => entity.name === kind);
  return group && isSealedField(group.entity, field) && Object.hasOwn(group.entity.fields, field) ? group : undefined;
}

/** K-4: returns a sealed value in clear. Its entry for the journal is on disk before the value is shown. */
export async function reveal(
  open: OpenTenant,
  place: CallInput<'sealed.reveal'>,
): Promise<Result<CallOutput<'sealed.reveal'>>> {
  const group = await groupAt(open, place);
  if (!group) return notFound(place.id);
  const at = nowOf(open.device.ports.clock);
  await open.revealed.note({ entity: group.entity.name, record: group.id, field: place.field, at });
  return accept({ value: group.companion?.fields[place.field] ?? null });
}

/** K-4: changes a sealed value by an act, whose label names the field and no value. */
export async function changeSealed(
  open: OpenTenant,
  { value, ...place }: ParsedInput<'sealed.change'>,
): Promise<Result<null>> {
  const group = await groupAt(open, place);
  if (!group) return notFound(place.id);
  const { entity, id, companion, record } = group;
  const { field } = place;
  const why = whyFixed(open.device, group);
  if (why !== '') return refuse('access/denied', why, { action: 'update' });
  const fields = { [field]: value };
  const made = await open.acts.perform({
    label: `Changed ${(entity.fields[field]?.label ?? field).toLowerCase()}`,
    shape: 'together',
    edits: [
      companion
        ? { entity: entity.name, id, fields }
        : { entity: entity.name, id, create: { fields: { ...fields, [entity.parent ?? '']: record.id } } },
    ],
  });
  return made.ok ? accept(null) : made;
}
