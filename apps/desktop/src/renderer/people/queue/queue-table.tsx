import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { QueuedWork, WorkState } from '@outpost/domain/kernel/catalogue/intents/queued-work';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { DataTable } from '@outpost/ui/parts/data-table';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import type { CallOutput, ShownRecord } from '../../../bridge/contract.ts';
import { useOfferedActs } from '../../record/use-offered-acts.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { useTimelineKinds } from '../../slots/use-slots.tsx';
import { useOpenRecord } from '../../window/use-open-record.ts';
import { kindWords, workWords } from './queue-words.ts';
import { useHurry } from './use-hurry.ts';
import classes from './queue.module.css';

type Props = {
  readonly state: WorkState;
  readonly data: CallOutput<'queue.list'>;
  /** Something was done about a piece of work. */
  readonly onActed: () => void;
};

/** Draws pieces of work: what each is about, what it waits for or what became of it, and what a person can do. */
export function QueueTable({ state, data, onActed }: Props) {
  const formats = useFormats();
  const catalogue = useCatalogue();
  const kinds = useTimelineKinds();
  const open = useOpenRecord();
  const actsOf = useOfferedActs();
  const hurry = useHurry(onActed);
  const isNarrow = useNarrow();
  const columns = [
    { id: 'what', header: 'Work', ...(isNarrow ? {} : { width: 320 }) },
    {
      id: 'state',
      header: state === 'waiting' || state === 'running' ? 'When' : 'What became of it',
      isWideOnly: true,
    },
    {
      id: 'acts',
      header: <span className="outpost-visually-hidden">Actions</span>,
      align: 'end' as const,
      isWideOnly: true,
    },
  ].filter((column) => !isNarrow || column.isWideOnly !== true);
  const titleOfWork = ({ record }: QueuedWork): string => {
    const shown = record === null ? undefined : data.records[record.id];
    if (shown) return titleOf(entityOf(catalogue, shown.entity), shown);
    return record === null ? 'A record that you do not see' : 'A record that is not on this device';
  };
  const rowOf = (work: QueuedWork, place: number) => {
    const { record } = work;
    const shown: ShownRecord | undefined = record === null ? undefined : data.records[record.id];
    const title = titleOfWork(work);
    const of = <span className="outpost-visually-hidden">{`: ${title}`}</span>;
    const offered = shown
      ? actsOf(
          entityOf(catalogue, shown.entity),
          shown,
          kinds.find(({ entity }) => entity === shown.entity),
        )
      : undefined;
    const standing = (
      <>
        <span>{workWords(state, work, formats)}</span>
        {work.why === null ? null : (
          <span className={`${classes.quiet} ${classes.wrap}`} dir="auto">
            {work.why}
          </span>
        )}
      </>
    );
    const acts = (
      <>
        {record !== null && state === 'waiting' && work.tries > 0 ? (
          <Button size="sm" variant="quiet" onClick={() => hurry({ entity: record.entity, record: record.id })}>
            Try now{of}
          </Button>
        ) : null}
        {offered?.map(({ label, onPress }) => (
          <Button
            key={label}
            size="sm"
            variant="quiet"
            onClick={() => {
              onPress();
              onActed();
            }}
          >
            {label}
            {of}
          </Button>
        ))}
        {record === null ? null : (
          <Button size="sm" variant="quiet" icon="arrow-right" onClick={() => open(record.id)}>
            Open{of}
          </Button>
        )}
      </>
    );
    const what = (
      <span key="what" className={classes.two}>
        <b dir="auto">{title}</b>
        <span className={classes.quiet}>{kindWords(work.kind).one}</span>
        {isNarrow ? standing : null}
        {isNarrow ? <span className={classes.acts}>{acts}</span> : null}
      </span>
    );
    return {
      id: record?.id ?? `unseen ${place}`,
      cells: isNarrow
        ? [what]
        : [
            what,
            <span key="state" className={classes.two}>
              {standing}
            </span>,
            <span key="acts" className={classes.acts}>
              {acts}
            </span>,
          ],
    };
  };
  return <DataTable label="Work of the server" columns={columns} rows={data.work.map(rowOf)} />;
}
