import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Formats } from '@outpost/ui/formats/formats';
import { isImport, type Undertaking } from '../../bridge/shapes/undertaking.ts';

type Part = Undertaking['parts'][number];

/** The context for the words. The catalogue includes retired kinds, because an undertaking may have created records of one. */
type Telling = { readonly formats: Formats; readonly catalogue: Catalogue };

const counted = (parts: readonly Part[], count: (part: Part) => number, { formats, catalogue }: Telling): string =>
  formats.list(
    parts.flatMap((part) => {
      const label = catalogue.entities.get(part.entity)?.label ?? { one: 'record', many: 'records' };
      const number = count(part);
      return number === 0 ? [] : [formats.plural(number, label.one.toLowerCase(), label.many.toLowerCase())];
    }),
  );
const sum = (parts: readonly Part[], count: (part: Part) => number) =>
  parts.reduce((total, part) => total + count(part), 0);
const all = ({ records }: Part) => records;
/** Returns how many records an undo restores: those neither deleted nor changed since. */
const left = ({ records, gone, changedSince }: Part) => records - gone - changedSince;

/** Describes an undertaking: its name, its effect, and which part an undo can restore. */
export function undertakingWords(undertaking: Undertaking, telling: Telling) {
  const { formats } = telling;
  const { parts, kind, label } = undertaking;
  const made = parts.filter(({ isCreated }) => isCreated);
  const changed = parts.filter(({ isCreated }) => !isCreated);
  const records = formats.plural(sum(parts, all), 'record', 'records');
  const since = sum(parts, ({ changedSince }) => changedSince);
  const gone = sum(parts, (part) => part.gone);
  const changedWords = counted(changed, all, telling);
  const madeLeft = counted(made, left, telling);
  const changedLeft = counted(changed, left, telling);
  const count = (number: number) => formats.count(number);
  return {
    title: isImport(undertaking) ? `Imported ${records}` : label,
    detail: [
      ...(made.length === 0 ? [] : [`made ${counted(made, all, telling)}`]),
      ...(changedWords === '' || label.includes(changedWords) ? [] : [`changed ${changedWords}`]),
      ...(undertaking.files.length === 0 ? [] : [`from ${formats.list(undertaking.files)}`]),
    ].join(', '),
    left: sum(parts, left),
    turnsBack: [
      ...(madeLeft === ''
        ? []
        : [`${madeLeft} that it made will be deleted. Deleted records can be restored for 180 days.`]),
      ...(changedLeft === '' ? [] : [`${changedLeft} will have their earlier values again.`]),
    ],
    leaves: [
      ...(since === 0
        ? []
        : [
            since === 1
              ? '1 record was changed since: the changed values stay, and the record is not deleted.'
              : `${count(since)} records were changed since: the changed values stay, and none of them is deleted.`,
          ]),
      ...(gone === 0 ? [] : [`${count(gone)} ${gone === 1 ? 'is' : 'are'} not there any more.`]),
      'Messages that went out and files that were saved from it stay where they are.',
      ...(kind === 'group' ? ['Parts that another device of yours has not sent yet go to that device’s tray.'] : []),
    ],
  };
}
