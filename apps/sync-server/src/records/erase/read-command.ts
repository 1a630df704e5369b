import { parseArgs } from 'node:util';
import { idSchema } from '@outpost/domain/kernel/ids';

/** An operator's order to erase records by law. `orderedBy` is null where the command line does not contain it. */
export type EraseCommand = {
  readonly organisation: string;
  readonly records: readonly string[];
  readonly reason: string;
  readonly orderedBy: string | null;
  readonly withChildren: boolean;
  readonly withUnknown: boolean;
  readonly isDry: boolean;
};

export const eraseUsage = `npm run -s erase -- --organisation ID --record ID [--record ID …] --reason "…" [--ordered-by "…"] [--with-children] [--although-unknown] [--dry-run]
  erases records by law: from the store, from the journal, and from devices as they next sync. It can't be undone.
  --reason, --ordered-by   stay in the journal for good: the law, the ticket; no personal data. Left out: the person who runs the command ordered it
  --with-children          also erases records that belong to them: a contact's activities and tasks
  --although-unknown       accepts ids that the server does not know, so that no device brings them back: after a restore, for records that were erased since the backup
  --dry-run                only lists the records that would be erased`;

/** Chosen: a sentence and a reference. */
const mostChars = 500;

/** Parses a command line. Returns undefined where it does not match `eraseUsage`. */
export function readEraseCommand(args: readonly string[]): EraseCommand | undefined {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        organisation: { type: 'string' },
        record: { type: 'string', multiple: true },
        reason: { type: 'string' },
        'ordered-by': { type: 'string' },
        'with-children': { type: 'boolean', default: false },
        'although-unknown': { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
      },
    }));
  } catch {
    return undefined;
  }
  const { organisation, record: records = [], reason, 'ordered-by': orderedBy } = values;
  const isWord = (text: string): boolean => text.trim() !== '' && text.length <= mostChars;
  if (organisation === undefined || reason === undefined || records.length === 0) return undefined;
  if (![organisation, ...records].every((id) => idSchema.safeParse(id).success)) return undefined;
  if (!isWord(reason) || (orderedBy !== undefined && !isWord(orderedBy))) return undefined;
  return {
    organisation,
    records: [...new Set(records)],
    reason,
    orderedBy: orderedBy ?? null,
    withChildren: values['with-children'],
    withUnknown: values['although-unknown'],
    isDry: values['dry-run'],
  };
}
