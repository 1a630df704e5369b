import { type Edit, isCreate } from '@outpost/domain/kernel/acts/act';
import { fileIn } from '@outpost/domain/kernel/files/files-kind';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Device } from '../device/device.ts';
import { actIdsOn } from '../records/memory/device-memory.ts';
import type { WaitingFile } from './content-file.ts';

/**
 * The place that names a content which waits for the server. `confirmed`: the record names it, and the server has decided every
 * act on the record. `unsent`: an act that is not decided names it, or a refused act in the tray, or the record is not on this
 * device. `nowhere`: another content has replaced it; an undo or a restored value may name it again.
 */
export type FileNaming = 'confirmed' | 'unsent' | 'nowhere';

/**
 * Returns the place that names a waiting content. A content that an act has replaced stays as long as the server may refuse that
 * act. After a refusal the record would name it again.
 */
export function namingOfFile(
  { catalogue, lookups, memory }: Pick<Device, 'catalogue' | 'lookups' | 'memory'>,
  { entity: kind, record, field, sha256 }: Pick<WaitingFile, 'entity' | 'record' | 'field' | 'sha256'>,
): FileNaming {
  const [entity, shown] = [catalogue.entities.get(kind), lookups.shown(kind, record)];
  if (!shown) return 'unsent';
  const acts = actIdsOn(memory, record).flatMap((id) => memory.acts.get(id) ?? []);
  if (!entity || fileIn(shown, { entity, field })?.sha256 === sha256)
    return acts.some(({ state }) => state === 'waiting') ? 'unsent' : 'confirmed';
  const refused = [...memory.tray.values()].filter(({ discardedAt }) => discardedAt === null);
  const isNamed = (edit: Edit): boolean =>
    edit.id === record &&
    valuesOf(edit, field).some((value) => fileIn({ fields: { [field]: value } }, { entity, field })?.sha256 === sha256);
  return [...acts, ...refused].some(({ act }) => act.edits.some(isNamed)) ? 'unsent' : 'nowhere';
}

/** Returns the values that an act gives a field, and takes from it. */
function valuesOf(edit: Edit, field: string): readonly JsonValue[] {
  if (isCreate(edit)) return [edit.create.fields[field] ?? null];
  return edit.fields[field] ?? [];
}
