import { IconButton } from '@outpost/ui/parts/button';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { Tag } from '@outpost/ui/parts/tag';
import type { OutboxEntry } from '../../bridge/contract.ts';
import { useOpenRecord } from '../window/use-open-record.ts';
import { useActs } from '../queries/use-acts.ts';
import { usePastCatalogue } from '../records/use-entity.ts';
import { useLiveValue } from '../session/session-context.tsx';
import { actIcon } from './act-icon.ts';
import { diaryOf } from './diary-days.ts';
import { EntryChanges } from './entry-changes.tsx';
import classes from './sync.module.css';

/** The waiting acts by time. Each entry can be undone; a group of acts is one entry. */
export function OutboxDiary({ entries }: { readonly entries: readonly OutboxEntry[] }) {
  const formats = useFormats();
  const now = useNowMs();
  if (entries.length === 0) {
    return (
      <section className={classes.diary} aria-label="Changes to send">
        <h2>Nothing to send</h2>
        <p className={classes.faint}>
          Changes that you make without a network are listed here until the server has them.
        </p>
      </section>
    );
  }
  return (
    <section className={classes.diary} aria-label="Changes to send">
      <h2>
        {formats.plural(entries.length, 'change to send', 'changes to send')}{' '}
        <span>newest first, sent in the order you made them</span>
      </h2>
      {diaryOf(entries, now, formats).map((stretch) => (
        <div key={`${stretch.head} ${stretch.entries[0]?.act ?? ''}`}>
          <h3>{stretch.head}</h3>
          <ul>
            {stretch.entries.map((entry) => (
              <Line
                key={entry.act}
                entry={entry}
                inGroup={entries.filter(({ group }) => group !== null && group === entry.group)}
              />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Line({ entry, inGroup }: { readonly entry: OutboxEntry; readonly inGroup: readonly OutboxEntry[] }) {
  const formats = useFormats();
  const open = useOpenRecord();
  const { undo, undoGroup } = useActs();
  const { entities } = usePastCatalogue();
  // The answer may be older than the end of the request: the device reports that as its status, not as a change.
  const isSending = useLiveValue('sync', (sync) => sync?.state === 'sending');
  const isGroup = inGroup.length > 1;
  const [first] = entry.records;
  const edits = isGroup ? inGroup.reduce((sum, one) => sum + one.editCount, 0) : entry.editCount;
  const icon = actIcon(entry.label) ?? (first ? entities.get(first.entity)?.icon : undefined) ?? 'dot';
  const takeBack = () =>
    void (isGroup && entry.group !== null ? undoGroup(entry.group, 'Taken back') : undo(entry.act));
  return (
    <li className={classes.line}>
      <time dateTime={entry.madeAt} title={formats.instant(entry.madeAt, true)}>
        {formats.time(entry.madeAt)}
      </time>
      <span className={classes.lineIcon}>
        <Icon name={icon} size={14} />
      </span>
      <div className={classes.what}>
        <strong dir="auto">
          {isGroup && entry.label.startsWith('Imported')
            ? `Imported ${formats.plural(edits, 'record', 'records')}`
            : entry.label}
        </strong>
        <span className={classes.detail}>
          {edits > 1 ? (
            `${formats.plural(edits, 'record', 'records')}${isGroup ? `, in ${formats.plural(inGroup.length, 'step', 'steps')}` : ''}`
          ) : first ? (
            <button type="button" className={classes.link} onClick={() => open(first.id)} dir="auto">
              {first.title}
            </button>
          ) : null}
        </span>
        {first && !isGroup && entry.changes ? <EntryChanges entity={first.entity} changes={entry.changes} /> : null}
        {(isGroup ? inGroup : [entry]).some(({ isJudgedLater }) => isJudgedLater) ? (
          <span className={classes.detail}>
            A rule needs records that are not on this device. The server checks it when this is sent.
          </span>
        ) : null}
      </div>
      {entry.state === 'sending' && isSending ? <Tag>On its way</Tag> : null}
      {entry.state === 'answered' ? <Tag>Arrived</Tag> : null}
      {entry.state === 'answered' ? null : <IconButton icon="undo" label={`Undo: ${entry.label}`} onClick={takeBack} />}
    </li>
  );
}
