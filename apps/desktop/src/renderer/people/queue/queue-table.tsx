import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { QueuedWork, WorkState } from '@outpost/domain/kernel/catalogue/intents/queued-work';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { DataTable } from '@outpost/ui/parts/data-table';
import type { CallOutput, ShownRecord } from '../../../bridge/contract.ts';
import { useOfferedActs } from '../../record/use-offered-acts.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { useTimelineKinds } from '../../slots/use-slots.tsx';
import { useOpenRecord } from '../../window/use-open-record.ts';
import { kindWords, workWords } from './queue-words.ts';
import { useHurry } from './use-hurry.ts';
import classes from '../people.module.css';

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
  const columns = [
    { id: 'what', header: 'Work' },
    { id: 'state', header: state === 'waiting' || state === 'running' ? 'When' : 'What became of it' },
    { id: 'acts', header: <span className="outpost-visually-hidden">Actions</span>, align: 'end' as const },
  ];
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
    return {
      id: record?.id ?? `unseen ${place}`,
      cells: [
        <span key="what" className={classes.two}>
          <b dir="auto">{title}</b>
          <span className={classes.quiet}>{kindWords(work.kind).one}</span>
        </span>,
        <span key="state" className={classes.two}>
          <span>{workWords(state, work, formats)}</span>
          {work.why === null ? null : (
            <span className={`${classes.quiet} ${classes.wrap}`} dir="auto">
              {work.why}
            </span>
          )}
        </span>,
        <span key="acts" className={classes.person}>
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
        </span>,
      ],
    };
  };
  return <DataTable label="Work of the server" columns={columns} rows={data.work.map(rowOf)} />;
}
