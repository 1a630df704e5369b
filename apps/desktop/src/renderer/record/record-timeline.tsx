import { timelineFeedOf } from '@outpost/domain/kernel/catalogue/timeline-feed';
import { childEntities } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { useFormats, useNow, useNowMs } from '@outpost/ui/formats/formats-context';
import { Composer } from '@outpost/ui/record/composer';
import { Timeline } from '@outpost/ui/record/timeline';
import { TimelineFilter } from '@outpost/ui/record/timeline-filter';
import { useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import { RefusedError } from '../queries/ask.ts';
import { useTimeline } from '../queries/record-queries.ts';
import { useActs } from '../queries/use-acts.ts';
import { useLocal } from '../queries/use-local.ts';
import { manyOf, oneOf } from '../records/entity-shape.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useTimelineKinds } from '../slots/use-slots.tsx';
import { newestFirst } from './timeline-entries.ts';
import { changesKind, useTimelineChoice } from './timeline-choice.ts';
import { useTimelineEntries } from './use-timeline-entries.tsx';
import classes from './record.module.css';

type Props = {
  readonly entity: Entity;
  readonly answer: CallOutput<'records.get'>;
  readonly specs: ReadonlyMap<string, FieldSpec>;
};

/** Chosen: the entries of the first answer, and of each further one. */
const step = 60;
/** The most entries that the replica gives for one timeline. */
const most = 900;

/**
 * The timeline of a record: waiting acts, the records that belong to it, the journal's changes and replaced values. It
 * also has the entries of related records if the person chooses them, and an editor to add a note.
 */
export function RecordTimeline({ entity, answer, specs }: Props) {
  const { record, may } = answer;
  const formats = useFormats();
  const now = useNowMs();
  const [limit, setLimit] = useState(step);
  const catalogue = useCatalogue();
  const feed = useMemo(() => timelineFeedOf(catalogue, entity.name), [catalogue, entity]);
  const { choice, showRelated, toggle, showAll } = useTimelineChoice(entity.name);
  const kinds = [
    ...feed.parts.map((part) => ({ id: part.entity.name, label: part.entity.label.many })),
    { id: changesKind, label: 'Changes' },
  ];
  const shown = new Set(kinds.flatMap(({ id }) => (choice?.off.includes(id) ? [] : [id])));
  const withRelated = choice?.withRelated === true && feed.related.length > 0;
  const timeline = useTimeline(
    {
      id: record.id,
      withRelated,
      parts: feed.parts.flatMap((part) => (shown.has(part.entity.name) ? [part.entity.name] : [])),
      changes: shown.has(changesKind),
      limit,
    },
    { isOff: choice === undefined },
  );
  // A kind without entries can't be told apart by turning it off. One that is turned off is not asked for, so it stays.
  const isOffered = (id: string): boolean =>
    id === changesKind || !shown.has(id) || timeline.data?.filled.includes(id) === true;
  const entries = newestFirst(useTimelineEntries({ ...answer, specs }, timeline.data));
  const { error } = timeline;
  if (error && !(error instanceof RefusedError)) throw error; // the screen's boundary draws it
  const lists = [
    ...new Set(feed.related.map((related) => related.list.title?.toLowerCase() ?? manyOf(related.entity))),
  ];
  return (
    <>
      {record.life === 'alive' && may.update.allowed ? <NoteComposer entity={entity} answer={answer} /> : null}
      <TimelineFilter
        {...(lists.length === 0
          ? {}
          : {
              scopes: [
                { id: 'own', label: `This ${oneOf(entity)} only` },
                { id: 'related', label: `With ${formats.list(lists)}` },
              ],
            })}
        scope={withRelated ? 'related' : 'own'}
        onScope={(id) => showRelated(id === 'related')}
        kinds={kinds.map((kind) => ({ ...kind, isFolded: !isOffered(kind.id) }))}
        shown={shown}
        onKind={toggle}
      />
      {error ? <p className={classes.faint}>{error.message}</p> : null}
      {entries.length > 0 || !timeline.data ? null : shown.size === kinds.length ? (
        <p className={classes.faint}>This device has no entries here yet.</p>
      ) : (
        <p className={classes.faint}>
          Nothing of the chosen kinds has happened here.{' '}
          <button type="button" className={classes.link} onClick={showAll}>
            Show all kinds
          </button>
        </p>
      )}
      <Timeline
        entries={entries}
        now={now}
        hasMore={(timeline.data?.more ?? false) && limit < most}
        onMore={() => setLimit((before) => Math.min(most, before + step))}
      />
      {timeline.data?.related.isAll === false ? (
        <p className={classes.faint}>
          Only the entries of the {formats.count(timeline.data.related.count)} related records that were changed last
          are shown.
        </p>
      ) : null}
      {timeline.data?.more === true && limit >= most ? (
        <p className={classes.faint}>These are the newest {formats.count(most)} entries. Press H for earlier values.</p>
      ) : null}
    </>
  );
}

/** The editor for notes, if a pack of the tenant has notes for this kind. Each keystroke is stored on this device. */
function NoteComposer({ entity, answer: { record } }: Pick<Props, 'entity' | 'answer'>) {
  const { perform } = useActs();
  const now = useNow();
  const catalogue = useCatalogue();
  const kind = useTimelineKinds().find(({ noteOf }) => noteOf !== undefined);
  const told = childEntities(catalogue, entity.name).find(({ name }) => name === kind?.entity);
  const [draft, setDraft] = useLocal(`draft/note/${record.id}`);
  const { note: isBegun } = useSearch({ strict: false });
  const noteOf = kind?.noteOf;
  if (draft === undefined || !told || !noteOf) return null; // takes some milliseconds; the composer reads its draft only once
  const add = (text: string) => {
    const about = told.parent === undefined ? {} : { [told.parent]: `${record.entity}:${record.id}` };
    void perform({
      label: 'Added a note', // the note's assignee reads the label too, and may not see the record that the note is about
      edits: [{ entity: told.name, create: { fields: { ...about, ...noteOf(text, now()) } } }],
    });
  };
  return (
    <Composer
      autoFocus={isBegun === true}
      onSend={add}
      draft={typeof draft === 'string' ? draft : ''}
      onDraft={(text) => setDraft(text === '' ? null : text)}
    />
  );
}
