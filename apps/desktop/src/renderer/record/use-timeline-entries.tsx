import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import { readShareEnd } from '@outpost/domain/kernel/access/share-ends';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import { MarkdownText } from '@outpost/ui/markdown/markdown-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { TimelineEntry } from '@outpost/ui/record/timeline';
import { useMemo } from 'react';
import type { CallOutput, ShownRecord } from '../../bridge/contract.ts';
import { oneOf } from '../records/entity-shape.ts';
import { fieldSpecOf } from '../records/field-spec-of.ts';
import { usePastCatalogue } from '../records/use-entity.ts';
import { textIn } from '../records/values/shown-value.ts';
import { useSpecSources } from '../records/use-field-specs.ts';
import { useSignedIn } from '../session/session-context.tsx';
import { useJudgedMessages } from '../records/messages/refused-messages.ts';
import type { TimelineKind } from '../slots/pack-screens.ts';
import { useTimelineKinds } from '../slots/use-slots.tsx';
import { useShownReplaced } from '../sync/replaced-marks.ts';
import { useOpenRecord } from '../window/use-open-record.ts';
import {
  entriesOfReplaced,
  historyEntry,
  openReplaced,
  stillWaiting,
  type TimelineContext,
  waitingEntry,
} from './timeline-entries.ts';
import { useOfferedActs } from './use-offered-acts.ts';
import classes from './record.module.css';

type Timeline = CallOutput<'records.timeline'>;
type Page = Pick<CallOutput<'records.get'>, 'record' | 'refs' | 'waiting' | 'replaced'> & {
  readonly specs: ReadonlyMap<string, FieldSpec>;
  /** Only the server has the record: nothing can be changed here. */
  readonly isElsewhere?: true;
};

const none = {};

/** Returns the timeline entry of a record for whose kind no pack has words. It names the author and the title. */
function plainEntry(entity: Entity, record: ShownRecord, at: string): TimelineKind['entryOf'] {
  return (_record, { me, nameOf }) => ({
    id: record.id,
    at,
    kind: 'event',
    icon: entity.icon ?? 'plus',
    title: `${record.createdBy === me ? 'You' : nameOf(record.createdBy)} added ${oneOf(entity)} ${titleOf(entity, record)}`,
    ...(record.waiting > 0 ? { waiting: 'On this device, to send' } : {}),
  });
}

/** Returns the entry for the end of a share. It names the person who shared, the other person, and the instant (PLT-43). */
const shareEndEntry: typeof plainEntry = (_entity, record, at) => (_record, telling) => {
  const end = readShareEnd(record);
  const name = end === undefined || end.person === telling.me ? 'you' : telling.nameOf(end.person);
  return {
    id: record.id,
    at,
    kind: 'event',
    icon: 'clock',
    title: `${record.createdBy === telling.me ? 'You' : telling.nameOf(record.createdBy)} shared it with ${name} until ${telling.textOf('endsAt', end?.endsAt ?? null)}`,
    ...(record.waiting > 0 ? { waiting: 'On this device, to send' } : {}),
  };
};

/** Returns the entry for a press of an automation's button. It names the person, and says what the server answered (AUT-13). */
const pressEntry: typeof plainEntry = (_entity, record, at) => (_record, telling) => {
  const { name = null, answer = null, why = null } = record.fields;
  const became = answer === 'started' ? ': started' : answer === 'refused' ? `: not started. ${textIn(why)}` : '';
  const waits = record.waiting > 0 ? 'On this device, to send' : answer === null ? 'Waits for the server' : undefined;
  return {
    id: record.id,
    at,
    kind: 'event',
    icon: 'bolt',
    title: `${record.createdBy === telling.me ? 'You' : telling.nameOf(record.createdBy)} pressed “Run: ${textIn(name)}”${became}`,
    ...(waits === undefined ? {} : { waiting: waits }),
  };
};

const verdictWords: Readonly<Record<string, string>> = { approved: 'approved', declined: 'declined', taken: 'took what was offered:', left: 'left to others:' }; // prettier-ignore

/** Returns the entry for a person's answer to an automation that asked them. It says if the answer did not count (AUT-17, AUT-20). */
const decisionEntry: typeof plainEntry = (_entity, record, at) => (_record, telling) => {
  const { name = null, verdict = null, note = null, outcome = null, why = null } = record.fields;
  const said = textIn(note) === '' ? '' : `: “${textIn(note)}”`;
  const late = outcome === 'late' ? `. It did not count. ${textIn(why)}` : '';
  const waits = record.waiting > 0 ? 'On this device, to send' : outcome === null ? 'Waits for the server' : undefined;
  return {
    id: record.id,
    at,
    kind: 'event',
    icon: 'gavel',
    title: `${record.createdBy === telling.me ? 'You' : telling.nameOf(record.createdBy)} ${verdictWords[textIn(verdict)] ?? 'answered'} “${textIn(name)}”${said}${late}`,
    ...(waits === undefined ? {} : { waiting: waits }),
  };
};

/** Kinds of every organisation that have words of their own. */
const ownEntries: ReadonlyMap<string, typeof plainEntry> = new Map([
  [automationKinds.press, pressEntry],
  [automationKinds.decision, decisionEntry],
]);

/**
 * Returns the entries of a record's timeline in words, newest first: its waiting acts, then the replica's answer. An
 * entry of another record has a link to it.
 */
export function useTimelineEntries(
  { record, refs, waiting, replaced, specs, isElsewhere }: Page,
  timeline: Timeline | undefined,
): readonly TimelineEntry[] {
  const formats = useFormats();
  const { person } = useSignedIn();
  const past: Catalogue = usePastCatalogue();
  const kinds = useTimelineKinds();
  const shown = useShownReplaced(refs);
  const open = useOpenRecord();
  const sources = useSpecSources(timeline?.refs ?? none);
  const actsOf = useOfferedActs();
  const records = (timeline?.entries ?? []).flatMap((entry) => (entry.kind === 'record' ? [entry.record] : []));
  const { refused: notSent, waits } = useJudgedMessages(records);
  return useMemo(() => {
    const names = timeline?.names ?? {};
    const held = timeline?.refs ?? {};
    const tellings = new Map<string, TimelineContext>();
    const tellingOf = (name: string): TimelineContext => {
      const known = tellings.get(name);
      if (known) return known;
      const entity = entityOf(past, name);
      const made: TimelineContext = {
        entity,
        title: name === record.entity ? titleOf(entity, record) : '',
        me: person.id,
        whyNotSent: (id) => notSent.get(id),
        waitsFor: (id) => waits.get(id),
        nameOf: (id) => names[id] ?? refs[id]?.title ?? held[id]?.title ?? 'Someone',
        textOf: (field, value: JsonValue) => {
          const spec = fieldSpecOf(entity, field, sources) ?? (name === record.entity ? specs.get(field) : undefined);
          if (field === 'sharedWith' && Array.isArray(value))
            return formats.list(value.map((id) => sources.nameOf(String(id)) ?? 'someone'));
          return spec ? fieldText(spec, value, formats) : value === null ? '' : JSON.stringify(value);
        },
      };
      tellings.set(name, made);
      return made;
    };
    const unsettled = openReplaced(replaced);
    const gaveWay = (field: string, n: number) => {
      const entry = unsettled.get(`${n} ${field}`);
      return entry && shown(entry);
    };
    const linkTo = (id: string) => {
      const named = held[id];
      return id === record.id || !named
        ? {}
        : {
            about: (
              <AboutLink name={named.title} onOpen={() => open(id)} one={entityOf(past, named.entity).label.one} />
            ),
          };
    };
    const bodyOf = (text: string) => <MarkdownText text={text} />;
    const told = (timeline?.entries ?? []).flatMap((entry): readonly TimelineEntry[] => {
      if (entry.kind === 'record') {
        const telling = tellingOf(entry.record.entity);
        const kind = kinds.find(({ entity }) => entity === entry.record.entity);
        const plain = ownEntries.get(entry.record.entity) ?? (entry.record.entity === past.people?.shareEnd ? shareEndEntry : plainEntry); // prettier-ignore
        const entryOf = kind?.entryOf ?? plain(telling.entity, entry.record, entry.at);
        const acts = isElsewhere ? undefined : actsOf(telling.entity, entry.record, kind);
        const more = kind?.moreOf?.(entry.record, telling) ?? [];
        const about = linkTo(entry.parent);
        return [{ ...entryOf(entry.record, telling, bodyOf), ...about, acts }, ...more.map((one) => ({ ...one, ...about }))]; // prettier-ignore
      }
      const { row } = entry;
      if (!past.entities.has(row.entity)) return []; // a kind that this build does not know
      const telling = tellingOf(row.entity);
      return [
        ...entriesOfReplaced(row, telling, gaveWay),
        ...(Object.keys(row.changed).length > 0 || row.kind === 'created' ? [historyEntry(row, telling)] : []),
      ].map((one) => ({ ...one, ...linkTo(row.id) }));
    });
    const rows = (timeline?.entries ?? []).flatMap((entry) => (entry.kind === 'change' ? [entry.row] : []));
    const toSend = stillWaiting(waiting, rows).toReversed();
    return [...toSend.map((entry) => waitingEntry(entry, tellingOf(record.entity))), ...told];
  }, [
    record,
    refs,
    waiting,
    replaced,
    specs,
    timeline,
    formats,
    person.id,
    past,
    kinds,
    shown,
    open,
    sources,
    actsOf,
    notSent,
    waits,
    isElsewhere,
  ]);
}

function AboutLink({
  name,
  one,
  onOpen,
}: {
  readonly name: string;
  readonly one: string;
  readonly onOpen: () => void;
}) {
  return (
    <>
      {one}{' '}
      <button type="button" className={classes.link} onClick={onOpen} dir="auto">
        {name}
      </button>
    </>
  );
}
