import type { ReactNode } from 'react';
import { Button } from '../parts/button.tsx';
import type { FileContentPlace } from '../fields/field-spec.ts';
import { FileLine } from '../fields/editors/file-field.tsx';
import { useFormats } from '../formats/formats-context.tsx';
import { Icon } from '../parts/icons.tsx';
import type { ReplacedMark } from '../parts/marks.ts';
import { ReplacedBox, replacedWords } from '../sync/replaced-box.tsx';
import { WaitingMark } from '../sync/sync-sign.tsx';
import classes from './timeline.module.css';

type EntryBase = {
  readonly id: string;
  /** An instant. */ readonly at: string;
  readonly icon?: string | undefined;
  /** The waiting act's words: "Logged on this device, to send". */ readonly waiting?: string | undefined;
  /** A link to the record that the entry is about, where that is another record than the open one. */
  readonly about?: ReactNode;
  /** The acts that a person can take on the entry: "Send it again". */
  readonly acts?: readonly { readonly label: string; readonly onPress: () => void }[] | undefined;
};

/** One entry of the timeline. */
export type TimelineEntry = EntryBase &
  (
    | {
        readonly kind: 'event';
        readonly title: ReactNode;
        readonly body?: ReactNode;
        readonly isQuiet?: boolean | undefined;
        /** Further facts, in a line of their own: "Opened twice". */
        readonly note?: string | undefined;
      }
    | {
        readonly kind: 'change';
        readonly title: ReactNode;
        readonly changes: readonly {
          readonly field?: string | undefined;
          readonly from: string;
          readonly to: string;
        }[];
      }
    | { readonly kind: 'replaced'; readonly field: string; readonly replaced: ReplacedMark }
    | {
        readonly kind: 'file';
        readonly title: ReactNode;
        readonly file: {
          readonly name: string;
          readonly sizeBytes?: number | undefined;
          readonly place: FileContentPlace;
        };
        readonly onFetch?: (() => void) | undefined;
      }
  );

/** The timeline of one record, newest first. */
export type TimelineProps = {
  readonly entries: readonly TimelineEntry[];
  /** Milliseconds. */ readonly now: number;
  readonly hasMore?: boolean | undefined;
  readonly onMore?: (() => void) | undefined;
  readonly moreLabel?: string | undefined;
};

const icons = { event: 'dot', change: 'pencil', replaced: 'swap', file: 'paperclip' } as const;

function Body({ entry }: { readonly entry: TimelineEntry }) {
  switch (entry.kind) {
    case 'event':
      return entry.body === undefined ? null : (
        <div className={classes.body} data-quiet={entry.isQuiet || undefined} dir="auto">
          {entry.body}
        </div>
      );
    case 'change':
      return (
        <div className={classes.body}>
          {entry.changes.map((change) => (
            <div key={`${change.field ?? ''}${change.to}`}>
              {change.field === undefined ? null : <span>{change.field} </span>}
              <s dir="auto">{change.from || 'empty'}</s>
              <span aria-label="to"> → </span>
              <span className={classes.to} dir="auto">
                {change.to || 'empty'}
              </span>
            </div>
          ))}
        </div>
      );
    case 'replaced':
      return (
        <div className={classes.box}>
          <ReplacedBox replaced={entry.replaced} field={entry.field} />
        </div>
      );
    case 'file':
      return (
        <div className={classes.file}>
          <FileLine
            name={entry.file.name}
            sizeBytes={entry.file.sizeBytes}
            place={entry.file.place}
            onFetch={entry.onFetch}
          />
        </div>
      );
  }
}

function Entry({ entry }: { readonly entry: TimelineEntry }) {
  const formats = useFormats();
  return (
    <li className={classes.entry} data-kind={entry.kind}>
      <span className={classes.icon}>
        <Icon name={entry.icon ?? icons[entry.kind]} size={14} />
      </span>
      <div className={classes.content}>
        <div className={classes.title}>
          <span>{entry.kind === 'replaced' ? <b>{replacedWords(entry.replaced)}</b> : entry.title}</span>
          <time dateTime={entry.at} title={formats.instant(entry.at, true)}>
            {formats.time(entry.at)}
          </time>
        </div>
        {entry.about === undefined ? null : <div className={classes.about}>{entry.about}</div>}
        <Body entry={entry} />
        {entry.kind === 'event' && entry.note !== undefined ? <div className={classes.about}>{entry.note}</div> : null}
        {entry.acts === undefined || entry.acts.length === 0 ? null : (
          <div className={classes.acts} data-screen-only>
            {entry.acts.map(({ label, onPress }) => (
              <Button key={label} size="sm" onClick={onPress}>
                {label}
              </Button>
            ))}
          </div>
        )}
        {entry.waiting === undefined ? null : (
          <div className={classes.waiting}>
            <WaitingMark label={entry.waiting} />
          </div>
        )}
      </div>
    </li>
  );
}

/** The entries, grouped by day. */
export function Timeline({ entries, now, hasMore = false, onMore, moreLabel = 'Show older' }: TimelineProps) {
  const formats = useFormats();
  const today = formats.dayOf(now);
  const days: { readonly day: string; readonly entries: TimelineEntry[] }[] = [];
  for (const entry of entries) {
    const day = formats.dayOf(entry.at);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return (
    <div className={classes.timeline}>
      {days.map((group) => (
        <div key={group.day} role="group" aria-label={formats.day(group.day, today)}>
          <h4 className={classes.day}>{formats.day(group.day, today)}</h4>
          <ul>
            {group.entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ul>
        </div>
      ))}
      {hasMore && onMore ? (
        <div className={classes.more}>
          <Button size="sm" variant="quiet" onClick={onMore}>
            {moreLabel}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
