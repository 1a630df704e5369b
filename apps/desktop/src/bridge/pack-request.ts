import type { PackInfo } from '@outpost/domain/kernel/catalogue/catalogue';
import { type PackRecord, packChange } from '@outpost/domain/kernel/definitions/tenant-packs';
import type { ActRequest } from './contract.ts';

/**
 * Returns the act by which a person installs or removes a pack; `entity` is the kind of its record (T-25). Returns
 * `undefined` if the pack already has that state.
 */
export function packRequest(
  wanted: { readonly pack: PackInfo; readonly isWanted: boolean; readonly entity: string },
  records: readonly PackRecord[],
): ActRequest | undefined {
  const change = packChange(wanted, records);
  if (!change) return undefined;
  const { entity } = wanted;
  const edit =
    'id' in change
      ? { entity, id: change.id, fields: { life: change.life } }
      : { entity, create: { fields: { ...change.fields } } };
  return { label: change.label, edits: [edit] };
}
