import type { AuditEntry } from '@outpost/domain/kernel/audit/audit-log';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { useEffect, useRef } from 'react';
import type { CallOutput } from '../../../bridge/contract.ts';
import { usePastCatalogue } from '../../records/use-entity.ts';
import { useOpenRecord } from '../../window/use-open-record.ts';
import classes from '../people.module.css';
import { ChangedValues } from './changed-values.tsx';
import { classWords, detailsOf, outcomeWords, whoOf } from './entry-words.ts';

/** The entries to draw, with the names that this device knows. */
export type ShownEntries = Pick<CallOutput<'journal.entries'>, 'entries' | 'refs' | 'names'>;

type Props = ShownEntries & {
  /** The number of the entry whose details are open. */
  readonly open: number | undefined;
  readonly onOpen: (entry: AuditEntry) => void;
};

/**
 * Draws entries: the time, the person and the event, the values or details, and the class. A press on a number shows
 * the entry's details.
 */
export function EntriesTable({ entries, refs, names, open, onOpen }: Props) {
  const formats = useFormats();
  const chosen = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (open !== undefined) chosen.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  return (
    <table className={classes.journal}>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Person and event</th>
          <th scope="col">Changed</th>
          <th scope="col">Class</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.n} ref={entry.n === open ? chosen : undefined} data-chosen={entry.n === open || undefined}>
            <td className={classes.quiet}>
              {formats.instant(entry.at)}
              <button
                type="button"
                className={`${classes.link} ${classes.number}`}
                aria-pressed={entry.n === open}
                onClick={() => onOpen(entry)}
              >
                <span className="outpost-visually-hidden">Details of</span> {`No. ${formats.count(entry.n)}`}
              </button>
            </td>
            <td>
              <span dir="auto">{entry.label}</span>
              {entry.times > 1 ? ` ${formats.count(entry.times)} times` : ''}
              <span className={classes.quiet}>
                {whoOf(entry, names)}
                <EntryRecordLink entry={entry} refs={refs} />
              </span>
            </td>
            <td>
              <ChangedValues entry={entry} refs={refs} />
              <Details entry={entry} />
            </td>
            <td className={classes.quiet}>
              <Icon name={classWords[entry.class].icon} size={14} /> {classWords[entry.class].label}
              {entry.outcome === 'done' ? null : (
                <span className={classes.outcome}>
                  <Icon name="close" size={12} /> {outcomeWords[entry.outcome]}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Details({ entry }: { readonly entry: AuditEntry }) {
  const details = detailsOf(entry);
  if (details.length === 0) return null;
  return (
    <ul className={classes.values}>
      {details.map(([label, text]) => (
        <li key={label}>
          <span className={classes.quiet}>{label}</span> <span dir="auto">{text}</span>
        </li>
      ))}
    </ul>
  );
}

/** The record of an entry, with a link to it if this device has it. */
export function EntryRecordLink({
  entry: { entity: name, record },
  refs,
}: { readonly entry: AuditEntry } & Pick<ShownEntries, 'refs'>) {
  const { entities } = usePastCatalogue();
  const open = useOpenRecord();
  if (record === null || name === null) return null;
  const ref = refs[record];
  const title = ref?.title ?? entities.get(name)?.label.one ?? name;
  return (
    <>
      ,{' '}
      {ref ? (
        <button type="button" className={classes.link} onClick={() => open(record)}>
          {title}
        </button>
      ) : (
        `${title}, not on this device`
      )}
    </>
  );
}
