import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { FileValue } from '@outpost/domain/kernel/entities/fields';
import { fileIn } from '@outpost/domain/kernel/files/files-kind';
import { kindsWithPicture, pictureFault } from '@outpost/domain/kernel/files/small-pictures';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { OpenTenant } from '../session/open-tenant.ts';

type Of = {
  readonly open: Pick<OpenTenant, 'contents' | 'transfer' | 'device'> & {
    readonly acts: Pick<OpenTenant['acts'], 'perform'>;
  };
  readonly entity: string;
  readonly id: string;
  readonly label: string;
  readonly nowMs: number;
};

/** Returns the picture of a record that this device shows; undefined where it has none. */
export function pictureOf(
  { device }: Pick<OpenTenant, 'device'>,
  record: string,
): { readonly record: string; readonly sha256: string; readonly mediaType: string } | undefined {
  for (const { entity, field } of kindsWithPicture(device.catalogue)) {
    const shown = device.lookups.shown(entity.name, record);
    const file = shown?.life === 'alive' ? fileIn(shown, { entity, field }) : undefined;
    if (file) return { record, sha256: file.sha256, mediaType: file.mediaType };
  }
  return undefined;
}

/**
 * PLT-45: gives a record a picture of its own, or takes it away (null), by one act. The bytes come first, as with other files. A
 * picture that still waits for the server goes on waiting. The act that gave it may not be sent yet, and the server may refuse
 * the new act. The transfer drops the waiting picture when nothing names it any more.
 */
export async function setPicture(
  { open, entity, id, label, nowMs }: Of,
  picture: { readonly draft: string; readonly file: FileValue } | null,
): Promise<Result<{ readonly act: string; readonly ids: string[] }>> {
  const { contents, acts, transfer, device } = open;
  const kind = kindsWithPicture(device.catalogue).find((one) => one.entity.name === entity);
  if (!kind) return refuse('records/invalid', 'Records of this kind have no picture.', {});
  const { field } = kind;
  const fault = picture && pictureFault(picture.file);
  if (typeof fault === 'string') return refuse('records/invalid', fault, { rule: 'PLT-45', field });
  if (picture) contents.keep(picture.draft, { ...picture.file, nowMs }, { record: id, entity, field });
  let isMade = false;
  try {
    const made = await acts.perform({
      label: cutLabel(label),
      shape: 'together',
      edits: [{ entity, id, fields: { [field]: picture?.file ?? null } }],
    });
    if (!made.ok) return made;
    isMade = true;
    if (picture) contents.recordsMade([id]);
    transfer.wake();
    return accept({ act: made.value.act, ids: [...made.value.ids] });
  } finally {
    if (!isMade) contents.recordNotMade(id);
  }
}
