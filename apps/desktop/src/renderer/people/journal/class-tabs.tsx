import { type AuditClass, auditClasses } from '@outpost/domain/kernel/audit/audit-actions';
import type { AuditDay } from '@outpost/domain/kernel/audit/audit-days';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { useFromServer } from '../../session/use-from-server.ts';
import classes from '../people.module.css';
import { entriesOn } from './day-bars.tsx';
import { classWords } from './entry-words.ts';
import type { ServerQuestion } from './found-entries.tsx';
import { monthWords } from './journal-days.tsx';

/** A chosen tab: a class, or the reads of sealed fields; undefined for all entries. */
export type ClassTab = AuditClass | 'sealed-reads' | undefined;

type Tab = {
  readonly value: ClassTab;
  readonly label: string;
  readonly icon?: string;
  /** The entries of the tab on a day; undefined where an older server does not count them. */
  readonly on: (day: AuditDay) => number | undefined;
};
const tabs: readonly Tab[] = [
  { value: undefined, label: 'Everything', on: entriesOn },
  ...auditClasses.map((value) => ({
    value,
    label: value === 'change' ? 'Changes' : classWords[value].label,
    icon: classWords[value].icon,
    on: (day: AuditDay) => day[value],
  })),
  { value: 'sealed-reads', label: 'Sealed reads', icon: 'eye', on: ({ sealedReads }) => sealedReads },
];

/** Returns the part of the server's question that a tab adds. */
export function questionOfTab(tab: ClassTab): Pick<ServerQuestion, 'class' | 'action'> {
  if (tab === undefined) return {};
  return tab === 'sealed-reads' ? { action: 'sealed/read' } : { class: tab };
}

/**
 * Returns the counted days of a period; undefined where the period has days that were not counted. `from` and `until`: days, or
 * null without a bound.
 */
export function daysCounted(
  days: readonly AuditDay[],
  { from, until }: { readonly from: string | null; readonly until: string | null },
): readonly AuditDay[] | undefined {
  const [first, last] = [days.at(0)?.day, days.at(-1)?.day];
  if (first === undefined || last === undefined) return undefined;
  if (from === null && until === null) return days;
  if (from === null || until === null || from < first || until > last) return undefined;
  return days.filter(({ day }) => day >= from && day <= until);
}

type Props = {
  readonly month: string;
  readonly from: string | null;
  readonly until: string | null;
  readonly of: ClassTab;
  readonly onOf: (tab: ClassTab) => void;
};

/** The classes to choose from, each with the number of its entries: of the filtered days, or of the month. */
export function ClassTabs({ month, from, until, of, onOf }: Props) {
  const formats = useFormats();
  const { data } = useFromServer('journal.days', { month }, { isAlwaysOld: true });
  const counted = data === undefined ? undefined : daysCounted(data.days, { from, until });
  const countOf = ({ on }: Tab): string | undefined => {
    const numbers = counted?.map(on);
    if (numbers === undefined || numbers.includes(undefined)) return undefined;
    return formats.count(numbers.reduce<number>((sum, one) => sum + (one ?? 0), 0));
  };
  return (
    <div className={classes.tabs} role="group" aria-label="Class">
      {tabs.map((tab) => {
        const count = countOf(tab);
        return (
          <button
            key={tab.label}
            type="button"
            className={classes.tab}
            aria-pressed={tab.value === of}
            onClick={() => onOf(tab.value)}
          >
            {tab.icon === undefined ? null : <Icon name={tab.icon} size={14} />} {tab.label}
            {count === undefined ? null : (
              <>
                {' '}
                <span className={classes.quiet}>{count}</span>
              </>
            )}
          </button>
        );
      })}
      {counted === undefined ? null : (
        <span className={classes.hint}>
          {from === null ? `Numbers of ${monthWords(month, formats)}` : 'Numbers of the chosen days'}
        </span>
      )}
    </div>
  );
}
