import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { childEntities } from '@outpost/domain/kernel/catalogue/catalogue';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { Composer } from '@outpost/ui/record/composer';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { Timeline } from '@outpost/ui/record/timeline';
import { useMemo, useState } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import { useActs } from '../queries/use-acts.ts';
import { useHistory, useRecordList } from '../queries/record-queries.ts';
import { useLocal } from '../queries/use-local.ts';
import { useCatalogue, usePastEntity } from '../records/use-entity.ts';
import { fieldSpecOf } from '../records/field-spec-of.ts';
import { useSpecSources } from '../records/use-field-specs.ts';
import { useSignedIn } from '../session/session-context.tsx';
import type { TimelineKind } from '../slots/pack-screens.ts';
import { useTimelineKind } from '../slots/use-slots.tsx';
import { useShownReplaced } from '../sync/replaced-marks.ts';
import { useFileRows, useFilesOf } from '../files/file-rows.ts';
import { fileEntries } from './file-entries.ts';
import {
  historyEntry,
  inOrder,
  openReplaced,
  entriesOfReplaced,
  type Telling,
  waitingEntry,
} from './timeline-entries.ts';
import classes from './record.module.css';

type Props = {
  readonly entity: Entity;
  readonly answer: CallOutput<'records.get'>;
  readonly specs: ReadonlyMap<string, FieldSpec>;
};

const step = 60;
const none = {};

/** The history of a record: waiting acts, activities, the journal's changes and replaced values, with an editor to add a note. */
export function RecordTimeline({ entity, answer, specs }: Props) {
  const { record, refs, waiting, replaced, may } = answer;
  const formats = useFormats();
  const now = useNow();
  const { person } = useSignedIn();
  const [limit, setLimit] = useState(step);
  const catalogue = useCatalogue();
  const past = usePastEntity(entity.name);
  const declared = useTimelineKind();
  const told = childEntities(catalogue, entity.name).find(({ name }) => name === declared?.entity);
  const kind = told && declared;
  const history = useHistory(record.id, limit);
  const activities = useRecordList(
    {
      entity: told?.name ?? entity.name,
      ...(told?.parent === undefined
        ? {}
        : { where: { field: told.parent, op: 'is', value: `${record.entity}:${record.id}` } }),
      ...(kind === undefined ? {} : { sort: [{ field: kind.at, direction: 'desc' }] }),
      limit,
    },
    { isOff: kind === undefined },
  );
  const files = useFileRows(useFilesOf(entity), record);
  const shown = useShownReplaced(refs);
  const historySources = useSpecSources(history.data?.refs ?? none);

  const entries = useMemo(() => {
    const names = history.data?.names ?? {};
    const telling: Telling = {
      entity: past,
      title: titleOf(entity, record),
      me: person.id,
      nameOf: (id) => names[id] ?? refs[id]?.title ?? activities.data?.refs[id]?.title ?? 'Someone',
      textOf: (field, value: JsonValue) => {
        const spec = fieldSpecOf(past, field, historySources) ?? specs.get(field);
        if (field === 'sharedWith' && Array.isArray(value))
          return formats.list(value.map((id) => historySources.nameOf(String(id)) ?? 'someone'));
        return spec ? fieldText(spec, value, formats) : value === null ? '' : JSON.stringify(value);
      },
    };
    const open = openReplaced(replaced);
    const gaveWay = (field: string, n: number) => {
      const entry = open.get(`${n} ${field}`);
      return entry && shown(entry);
    };
    return inOrder([
      ...waiting.toReversed().map((entry) => waitingEntry(entry, telling)),
      ...(activities.data?.rows ?? []).flatMap((row) =>
        kind ? [kind.entryOf(row, telling, (text) => <span className={classes.body}>{text}</span>)] : [],
      ),
      ...fileEntries(files ?? [], telling),
      ...(history.data?.rows ?? []).flatMap((row) => [
        ...entriesOfReplaced(row, telling, gaveWay),
        ...(Object.keys(row.changed).length > 0 || row.kind === 'created' ? [historyEntry(row, telling)] : []),
      ]),
    ]);
  }, [
    entity,
    past,
    record,
    refs,
    waiting,
    replaced,
    specs,
    formats,
    person.id,
    history.data,
    kind,
    activities.data,
    files,
    shown,
    historySources,
  ]);

  return (
    <>
      {kind && told && record.life === 'alive' && may.update.allowed ? (
        <NoteComposer answer={answer} told={told} kind={kind} />
      ) : null}
      {entries.length === 0 && history.data && (activities.data || !kind) ? (
        <p className={classes.faint}>Nothing has happened here yet that this device knows of.</p>
      ) : null}
      <Timeline
        entries={entries}
        now={now()}
        hasMore={(history.data?.more ?? false) || (activities.data?.next ?? null) !== null}
        onMore={() => setLimit((before) => Math.min(500, before + step))}
      />
    </>
  );
}

/** The editor for notes. Each keystroke is stored on this device until the note is added. */
function NoteComposer({
  answer,
  told,
  kind,
}: Pick<Props, 'answer'> & { readonly told: Entity; readonly kind: TimelineKind }) {
  const { record } = answer;
  const { perform } = useActs();
  const now = useNow();
  const [draft, setDraft] = useLocal(`draft/note/${record.id}`);
  if (draft === undefined) return null; // takes some milliseconds; the composer reads its draft only once
  const add = (text: string) => {
    const about = told.parent === undefined ? {} : { [told.parent]: `${record.entity}:${record.id}` };
    void perform({
      label: 'Added a note', // the note's assignee reads the label too, and may not see the record that the note is about
      edits: [{ entity: told.name, create: { fields: { ...about, ...kind.noteOf(text, now()) } } }],
    });
  };
  return (
    <Composer
      onSend={add}
      draft={typeof draft === 'string' ? draft : ''}
      onDraft={(text) => setDraft(text === '' ? null : text)}
    />
  );
}
