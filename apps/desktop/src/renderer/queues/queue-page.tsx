import { Menu } from '@mantine/core';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Button } from '@outpost/ui/parts/button';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { StateBlock } from '@outpost/ui/states/state-block';
import { useRouter } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useActs } from '../queries/use-acts.ts';
import { useOpenBelow } from '../records/values/use-open-below.ts';
import { useRecordList } from '../queries/record-queries.ts';
import { RecordView } from '../record/record-view.tsx';
import { manyOf } from '../records/entity-shape.ts';
import { readOnlyReason } from '../records/may.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { type HandledWay, type Queue, toDoFilter, useQueue } from '../places/working-through.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { stepBack } from '../window/step-back.ts';
import { laterTime, placeIn, timeFieldOf } from './queue-state.ts';
import classes from './queues.module.css';

/** The queue that the person works through on this device: one record after another. */
export function QueuePage() {
  const router = useRouter();
  const catalogue = useCatalogue();
  const [queue, keep] = useQueue();
  const entity = queue ? catalogue.entities.get(queue.entity) : undefined;
  if (queue === undefined) return null; // takes some milliseconds
  if (queue === null || !entity || queue.ids.length === 0)
    return (
      <>
        <ViewBar title="Work through" />
        <StateBlock
          icon="check-circle"
          title="Nothing to work through"
          actions={<Button onClick={() => stepBack(router, () => void router.navigate({ to: '/' }))}>Back</Button>}
        >
          In a list, “Work through these” in its menu begins with the first open record.
        </StateBlock>
      </>
    );
  return (
    <OpenQueue
      key={queue.entity}
      entity={entity}
      queue={queue}
      keep={keep}
      onStop={() => stepBack(router, () => void router.navigate({ to: '/' }))}
    />
  );
}

type OpenProps = {
  readonly entity: Entity;
  readonly queue: Queue;
  readonly keep: (next: Queue | null) => void;
  readonly onStop: () => void;
};

/** The times to which a record is put off, from today. */
const laterChoices = [
  { days: 1, label: 'Tomorrow' },
  { days: 3, label: 'In three days' },
  { days: 7, label: 'In a week' },
] as const;

function OpenQueue({ entity, queue, keep, onStop }: OpenProps) {
  const formats = useFormats();
  const now = useNow();
  const principal = usePrincipal();
  const isNarrow = useNarrow();
  const { perform } = useActs();
  const openBelow = useOpenBelow();
  const [isChoosing, setChoosing] = useState(false);
  const toDo = toDoFilter(entity);
  const { data, error } = useRecordList({
    entity: entity.name,
    where: { and: [{ field: 'id', op: 'one-of', value: [...queue.ids] }, ...(toDo ? [toDo] : [])] },
    limit: queue.ids.length,
  });
  if (error) throw error; // drawn by the screen's boundary
  const rows = useMemo(() => new Map((data?.rows ?? []).map((row) => [row.id, row])), [data]);
  const { id, place, total } = placeIn(
    queue,
    useMemo(() => new Set(rows.keys()), [rows]),
  );
  const record = id === undefined ? undefined : rows.get(id);
  const mark = (way: HandledWay) => {
    if (record) keep({ ...queue, handled: { ...queue.handled, [record.id]: way } });
  };
  const change = async (way: HandledWay, fields: Readonly<Record<string, JsonValue>>, label: string) => {
    if (!record) return;
    const below = await openBelow(entity, record.id, fields);
    const ids = await perform(
      { label: cutLabel(label), edits: [{ entity: entity.name, id: record.id, fields: { ...fields } }] },
      below === undefined ? {} : { said: `${label}. ${below}` },
    );
    if (ids) mark(way);
  };
  const whyNot = (field: string | undefined, without: string) =>
    field === undefined || !record
      ? without
      : readOnlyReason(principal, entity, { record, nameOf: () => undefined, field });
  const doneField = entity.schedule?.done;
  const timeField = timeFieldOf(entity);
  const notDone = whyNot(doneField, `Move it to its last stage to finish it.`);
  const notLater = whyNot(timeField, 'It has no time.');
  const title = record ? titleOf(entity, record) : '';
  const done = () => {
    if (doneField !== undefined && notDone === undefined) void change('done', { [doneField]: true }, `Did ${title}`);
  };
  const later = (days: number, words: string) => {
    if (timeField === undefined || !record || notLater !== undefined) return;
    const isDay = entity.fields[timeField]?.type === 'date';
    const at = laterTime(record.fields[timeField], {
      isDay,
      days,
      today: formats.dayOf(now()),
      timeZone: formats.timeZone,
    });
    void change('later', { [timeField]: at }, `Put off ${title}: ${words.toLowerCase()}`);
  };
  const section = 'Work through';
  useShortcuts(
    record
      ? [
          { keys: 'd', label: 'Done, and the next one', section, run: done },
          { keys: 'p', label: 'Later…', section, run: () => setChoosing(notLater === undefined) },
          { keys: 's', label: 'Skip', section, run: () => mark('skipped') },
        ]
      : [],
  );
  if (data === undefined) return null;
  const counts = (way: HandledWay) => Object.values(queue.handled).filter((one) => one === way).length;
  if (!record)
    return (
      <>
        <ViewBar title="Work through" />
        <StateBlock
          icon="check-circle"
          title={
            total === 0
              ? `No open ${manyOf(entity)} are left`
              : `You have seen all ${formats.count(total)} ${manyOf(entity)}`
          }
          actions={
            <>
              {counts('skipped') > 0 ? (
                <Button onClick={() => keep({ ...queue, handled: withoutSkipped(queue.handled) })}>
                  Go through the skipped ones
                </Button>
              ) : null}
              <Button
                variant="primary"
                onClick={() => {
                  keep(null);
                  onStop();
                }}
              >
                Back to the list
              </Button>
            </>
          }
        >
          {`${formats.count(counts('done'))} done, ${formats.count(counts('later'))} later, ${formats.count(counts('skipped'))} skipped.`}
        </StateBlock>
      </>
    );
  const about = aboutOf(entity, record);
  const progress = (
    <span role="status">
      {formats.count(place)} of {formats.count(total)}
    </span>
  );
  const acts = (
    <>
      <Menu
        opened={isChoosing}
        onChange={setChoosing}
        clickOutsideEvents={['mousedown', 'touchstart']}
        position="bottom-end"
      >
        <Menu.Target>
          <Button icon="clock" keys="p" disabledReason={notLater}>
            Later
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {laterChoices.map(({ days, label }) => (
            <Menu.Item key={days} onClick={() => later(days, label)}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button keys="s" onClick={() => mark('skipped')}>
        Skip
      </Button>
      <Button variant="quiet" onClick={onStop}>
        Stop
      </Button>
    </>
  );
  return (
    <>
      <ViewBar
        title={isNarrow ? progress : 'Work through'}
        summary={isNarrow ? undefined : progress}
        secondary={isNarrow ? undefined : acts}
        {...(notDone === undefined ? { primary: { label: 'Done', icon: 'check', keys: 'd', onPress: done } } : {})}
      />
      {isNarrow ? (
        <div className={classes.acts} role="toolbar" aria-label={title}>
          {acts}
        </div>
      ) : null}
      <div className={classes.columns}>
        <div className={classes.record}>
          <RecordView key={record.id} id={record.id} isFull onClose={onStop} />
        </div>
        {about === undefined || isNarrow ? null : (
          <div className={classes.record}>
            <RecordView key={about} id={about} isFull onClose={onStop} />
          </div>
        )}
      </div>
    </>
  );
}

const withoutSkipped = (handled: Queue['handled']): Queue['handled'] =>
  Object.fromEntries(Object.entries(handled).filter(([, way]) => way !== 'skipped'));

/** Returns the id of the record that a child belongs to. */
function aboutOf(entity: Entity, { fields }: Pick<ShownRecord, 'fields'>): string | undefined {
  const field = entity.parent === undefined ? undefined : entity.fields[entity.parent];
  const value = entity.parent === undefined ? undefined : fields[entity.parent];
  return field?.type === 'ref' && typeof value === 'string' ? refTarget(field, value).id : undefined;
}
