import { hasButtons } from '@outpost/domain/kernel/automation/definition-problem';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { childEntities } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useNow } from '@outpost/ui/formats/formats-context';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import { ask } from '../queries/ask.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { newRecordWishOf, type RecordAct, recordActsOf } from '../records/creating/record-acts.ts';
import { answerRequest, answersTo, type AskedStep, givenWords, type RequestAnswer } from '../records/approvals/answer-request.ts'; // prettier-ignore
import { mayCreate } from '../records/may.ts';
import { useNewRecord } from '../records/creating/new-record.tsx';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useTimelineKinds } from '../slots/use-slots.tsx';
import { useBridge } from '../window/app-ports.tsx';
import { useActs } from '../queries/use-acts.ts';
import { openRequestOf } from './kinds/told.ts';
import type { NotificationCentre, ShownNotification } from './use-notifications.ts';

type Answer = CallOutput<'records.get'>;
type Fits = (entity: Entity) => boolean;

/** The acts that a notification's row offers; undefined for one that it does not offer. */
export type NotificationActs = {
  /** Opens the record with the author's name in the note's editor. */
  readonly answer?: () => void;
  /** Opens the form of a record to do, such as a task, about the record. */
  readonly makeTask?: { readonly label: string; readonly icon: string; readonly run: () => void };
  /** Answers the request that the notification is about, once, also offline (NTF-6). `answers`: yes, and no. */
  readonly decide?: { readonly answers: ReturnType<typeof answersTo>; readonly give: (answer: RequestAnswer) => void };
};

/** Returns the act on records of a kind that makes a record which can be marked as done: a task. */
const taskActOf = (catalogue: Catalogue, entity: Entity): RecordAct | undefined =>
  recordActsOf(catalogue, entity).find(({ makes }) => makes.schedule?.done !== undefined);

/** Returns the kinds above a kind: those to which its records can belong. */
const kindsAbove = ({ entities }: Catalogue, { parent, fields }: Entity): readonly Entity[] => {
  const field = fields[parent ?? ''];
  return field?.type === 'ref' ? field.targets.flatMap((name) => entities.get(name) ?? []) : [];
};

/** Adds a person's name to a note that may be begun already: nothing that was typed is lost. */
export function withMention(draft: unknown, name: string): string {
  const mention = `@${name} `;
  const begun = typeof draft === 'string' ? draft.trimEnd() : '';
  if (begun === '') return mention;
  return begun.endsWith(mention.trimEnd()) ? `${begun} ` : `${begun}\n\n${mention}`;
}

/**
 * Returns the acts of a notification. They are about its record, or about the record to which a note or a task belongs, if
 * only that one can have notes or tasks.
 */
export function useNotificationActs(mark: NotificationCentre['mark']): (one: ShownNotification) => NotificationActs {
  const bridge = useBridge();
  const client = useQueryClient();
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const navigate = useNavigate();
  const newRecord = useNewRecord();
  const { show } = useSnackbar();
  const now = useNow();
  const { perform } = useActs();
  // Until the list is read again: a second press must not give a second answer.
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set());
  const note = useTimelineKinds().find(({ noteOf }) => noteOf !== undefined);

  const hasNotes: Fits = (entity) => childEntities(catalogue, entity.name).some(({ name }) => name === note?.entity);
  const hasTasks: Fits = (entity) => {
    const makes = taskActOf(catalogue, entity)?.makes;
    return makes !== undefined && mayCreate(principal, makes);
  };
  const isPossible = (name: string, fits: Fits) => {
    const entity = catalogue.entities.get(name);
    return entity !== undefined && (fits(entity) || kindsAbove(catalogue, entity).some(fits));
  };
  /** Reads the notification's record, or the one to which it belongs. Undefined if neither is of a kind that fits. */
  const subjectOf = async (id: string, fits: Fits): Promise<(Answer & { readonly entity: Entity }) | undefined> => {
    const answer = await ask(bridge, 'records.get', { id });
    const entity = catalogue.entities.get(answer.record.entity);
    if (!entity || fits(entity)) return entity && { ...answer, entity };
    const above = answer.record.fields[entity.parent ?? ''];
    if (typeof above !== 'string') return undefined;
    const upper = await ask(bridge, 'records.get', { id: above.slice(above.indexOf(':') + 1) });
    const kind = catalogue.entities.get(upper.record.entity);
    return kind && fits(kind) ? { ...upper, entity: kind } : undefined;
  };
  const withSubject = (
    one: ShownNotification,
    fits: Fits,
    act: (subject: Answer & { readonly entity: Entity }) => void,
  ) => {
    const unable = () =>
      show({ text: 'The record of this notification is not on this computer any more.', tone: 'bad' });
    if (!one.record) return;
    subjectOf(one.record.id, fits).then((subject) => (subject ? act(subject) : unable()), unable);
  };
  const answer = (one: ShownNotification) =>
    withSubject(one, hasNotes, ({ record, may }) => {
      if (!may.update.allowed) return show({ text: may.update.why, tone: 'bad' });
      const key = `draft/note/${record.id}`;
      const begin = async () => {
        const { value } = await ask(bridge, 'local.get', { key });
        const draft = withMention(value, one.by?.name ?? '');
        await bridge.call('local.set', { key, value: draft });
        client.setQueryData(queryKeyOf('local.get', '', { key }), { value: draft });
        if (!one.isRead) mark([one], 'read');
        await navigate({ to: '/record/$id', params: { id: record.id }, search: { note: true } });
      };
      void begin();
    });
  const makeTask = (one: ShownNotification) =>
    withSubject(one, hasTasks, ({ record, entity }) => {
      const act = taskActOf(catalogue, entity);
      if (!act) return;
      const wish = newRecordWishOf(act, { entity, record, nowMs: now() });
      const words = act.asks.find((name) => {
        const field = act.makes.fields[name];
        return field?.type === 'text' && field.multiline;
      });
      newRecord({ ...wish, fields: { ...wish.fields, ...(words && one.quote ? { [words]: one.quote } : {}) } });
      if (!one.isRead) mark([one], 'read');
    });
  const decide = (one: ShownNotification, request: AskedStep, given: RequestAnswer) => {
    setAnswered((before) => new Set([...before, request.ask]));
    // No undo: it would take the answer away, and not what the automation does with it.
    void perform(answerRequest(request, given), { isQuiet: true });
    show({ text: givenWords(given) });
    if (!one.isRead) mark([one], 'read');
  };
  return (one) => {
    if (one.needs !== null || !one.record) return {};
    const { entity: name } = one.record;
    const entity = catalogue.entities.get(name);
    const request = openRequestOf(one, now());
    const act =
      entity && [entity, ...kindsAbove(catalogue, entity)].flatMap((kind) => taskActOf(catalogue, kind) ?? [])[0];
    return {
      ...(request && !answered.has(request.ask) && entity && hasButtons(entity)
        ? { decide: { answers: answersTo(request), give: (given: RequestAnswer) => decide(one, request, given) } }
        : {}),
      ...(one.kind === 'mentioned' && one.by !== null && one.by.name !== '' && isPossible(name, hasNotes)
        ? { answer: () => answer(one) }
        : {}),
      ...(act && isPossible(name, hasTasks)
        ? {
            makeTask: {
              label: `Make a ${act.makes.label.one.toLowerCase()}`,
              icon: act.icon,
              run: () => makeTask(one),
            },
          }
        : {}),
    };
  };
}
