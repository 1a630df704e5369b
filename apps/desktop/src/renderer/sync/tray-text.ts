import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Formats } from '@outpost/ui/formats/formats';
import type { TrayEntry } from '../../bridge/contract.ts';
import { fieldNamed } from '../records/field-spec-of.ts';

/** Returns a refused act as text for the clipboard: its label, the reason, and every wanted value. */
export function trayText(
  entry: TrayEntry,
  { formats, catalogue }: { readonly formats: Formats; readonly catalogue: Catalogue },
): string {
  const lines = entry.reasons.flatMap((reason) => {
    const entity = catalogue.entities.get(reason.entity);
    const values = Object.entries(reason.wanted).map(
      ([name, value]) =>
        `  ${(entity && fieldNamed(entity, name)?.label) ?? name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    return [`${reason.title}: ${reason.message}`, ...values];
  });
  return [
    entry.label,
    `Made ${formats.instant(entry.madeAt)}, refused ${formats.instant(entry.refusedAt)}`,
    ...(entry.whole === null ? [] : [entry.whole.message]),
    ...lines,
  ].join('\n');
}
