import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useMemo, useState } from 'react';
import { RefusedError } from '../../../queries/ask.ts';
import { useRecord, useRecordList } from '../../../queries/record-queries.ts';
import { usePersonOf } from '../../../records/creating/use-person-of.ts';
import { useNewRecord } from '../../../records/creating/new-record.tsx';
import { useEntity } from '../../../records/use-entity.ts';
import { mayCreate } from '../../../records/may.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { usePrincipal } from '../../../session/session-context.tsx';
import { useRolesAndTeams } from '../../../people/use-people.ts';
import type { CallOutput, RefNames } from '../../../../bridge/contract.ts';
import { ConversationList } from './conversation-list.tsx';
import { ConversationThread } from './conversation-thread.tsx';
import type { FolderId, InboxRow } from './conversation-folders.ts';
import { PersonFacts } from './person-facts.tsx';
import { rowSign } from './row-sign.ts';
import { activityKind, conversationKind, type InboxList, useFolderCounts, useInbox } from './use-inbox.ts';
import { useMessageWords } from './use-message-words.ts';
import classes from './inbox.module.css';

/** Chosen: the conversations of the first answer, and of each further one. A question gives at most 1,000. */
const step = 100;
const most = 1_000;
const none: InboxList = { rows: [], refs: {}, hasMore: false };

const idOfAbout = (about: string): string => about.slice(about.indexOf(':') + 1);

/** Returns the name of a conversation: of its person, or else of its record. */
const nameIn = (refs: RefNames, { conversation, last, about }: InboxRow): string =>
  refs[textIn(conversation?.fields['with']) || textIn(last?.fields['with'])]?.title ??
  refs[idOfAbout(about)]?.title ??
  (textIn(conversation?.fields['name']) || 'Not on this device');

const emptyWords: Readonly<Record<string, readonly [title: string, words: string]>> = {
  mine: ['Nothing waits for you', 'Conversations that are yours appear here: texts, e-mails and calls, the newest first.'],
  nobody: ['Somebody has each conversation', 'A message that comes in about a record without an owner appears here.'],
  snoozed: ['Nothing is snoozed', 'A snoozed conversation comes back at its time, or when a message comes in.'],
  closed: ['Nothing is closed yet', 'A closed conversation opens again when a message comes in.'],
  team: ['Nothing waits in this team', 'Conversations about records of the team appear here.'],
}; // prettier-ignore

/** Issue 15, screen 25: the calls, texts and e-mails of a person and of their teams, in one list, with the open one beside it. */
export function InboxPage() {
  const formats = useFormats();
  const principal = usePrincipal();
  const teams = useRolesAndTeams()?.teams;
  const isNarrow = useNarrow();
  const newRecord = useNewRecord();
  const nowMs = useNowMs();
  const [folder, setFolder] = useState<FolderId>('mine');
  const [limit, setLimit] = useState(step);
  const [chosen, setChosen] = useState<string>();
  const mine = useMemo(() => {
    const held = new Set(principal.memberships.flatMap(({ teamId }) => teamId ?? []));
    return (teams ?? []).filter(({ id }) => held.has(id));
  }, [teams, principal]);
  const folders = useMemo(
    (): readonly { readonly id: FolderId; readonly label: string }[] => [
      { id: 'mine', label: 'Mine' },
      ...mine.map(({ id, fields }) => ({ id: `team:${id}` as const, label: textIn(fields['name']) })),
      { id: 'nobody', label: 'Nobody’s' },
      { id: 'snoozed', label: 'Snoozed' },
      { id: 'closed', label: 'Closed' },
    ],
    [mine],
  );
  const ids = useMemo(() => folders.flatMap(({ id }): readonly FolderId[] => (id === 'closed' ? [] : [id])), [folders]);
  const counts = useFolderCounts(ids);
  const read = useInbox(folder, limit);
  const { rows, refs, hasMore } = read ?? none;
  const lasts = useMemo(() => rows.flatMap(({ last }) => last ?? []), [rows]);
  const words = useMessageWords(lasts, refs);
  const telling = { ...words, nowMs, whenOf: (at: string) => formats.instant(at) };
  // A conversation that has left the folder, or is of another one, stays open until the person chooses another.
  const place = rows.findIndex(({ about }) => about === chosen);
  const shown = chosen ?? (isNarrow ? undefined : rows[0]?.about);
  const held = rows.find(({ about }) => about === shown);
  const go = (by: 1 | -1) => {
    const from = rows.findIndex(({ about }) => about === shown);
    const next = rows[Math.max(0, Math.min(rows.length - 1, from + by))];
    if (next) setChosen(next.about);
  };
  const after = () => {
    const next = rows[place < 0 ? 1 : place + 1] ?? rows[place - 1];
    setChosen(isNarrow ? undefined : next?.about);
  };
  const mayWrite = mayCreate(principal, activityKind);
  const write = () =>
    newRecord({
      entity: activityKind.name,
      form: 'inbox-text',
      fields: { kind: 'text', delivery: 'send', happensAt: new Date(nowMs).toISOString() },
      asks: ['about', 'number', 'body', 'purpose', 'sendAt'],
      plain: ['body'],
      counts: 'body',
      title: 'Write a text',
      done: 'Send',
      past: 'Wrote a text',
      needsOneOf: ['body'],
    });
  useShortcuts([
    { keys: 'j', label: 'Next conversation', section: 'Inbox', run: () => go(1) },
    { keys: 'k', label: 'Conversation before', section: 'Inbox', run: () => go(-1) },
    ...(mayWrite ? [{ keys: 'c', label: 'New message', section: 'Inbox', run: write }] : []),
  ]);
  const [title = '', what = ''] = emptyWords[folder.startsWith('team:') ? 'team' : folder] ?? [];
  const list = (
    <ConversationList
      label="Conversations"
      rows={rows}
      chosen={shown}
      onChoose={setChosen}
      nameOf={(row) => nameIn(refs, row)}
      personOf={telling.nameOf}
      signOf={(row) => rowSign(row, telling)}
      onMore={hasMore && limit < most ? () => setLimit((before) => Math.min(most, before + step)) : undefined}
    />
  );
  return (
    <>
      <ViewBar
        title="Inbox"
        view={folder}
        onView={(next) => {
          setFolder(next as FolderId); // one of the ids below
          setChosen(undefined);
          setLimit(step);
        }}
        views={folders.map(({ id, label }) => {
          const count = counts[ids.indexOf(id)];
          return { id, name: count === undefined ? label : `${label} ${formats.count(count)}` };
        })}
        {...(mayWrite ? { secondary: <NewMessage onPress={write} /> } : {})}
      />
      {read === undefined ? null : rows.length === 0 && shown === undefined ? (
        <EmptyState icon="inbox" title={title}>
          {what}
        </EmptyState>
      ) : (
        <div className={classes.page}>
          {isNarrow && shown !== undefined ? null : list}
          {shown === undefined ? null : (
            <OpenConversation
              key={shown}
              about={shown}
              row={held}
              onBack={isNarrow ? () => setChosen(undefined) : undefined}
              onDone={after}
              onChoose={setChosen}
            />
          )}
        </div>
      )}
    </>
  );
}

/** The button for a message to somebody else. It is not filled: the filled one sends the reply. */
const NewMessage = ({ onPress }: { readonly onPress: () => void }) =>
  useNarrow() ? (
    <IconButton icon="plus" label="New message" size={32} onClick={onPress} />
  ) : (
    <Button icon="plus" keys="c" onClick={onPress}>
      New message
    </Button>
  );

type OpenProps = {
  readonly about: string;
  /** Its line, if it is in the folder. */
  readonly row: InboxRow | undefined;
  readonly onBack: (() => void) | undefined;
  readonly onDone: () => void;
  readonly onChoose: (about: string) => void;
};

/** The open conversation, with its record. */
function OpenConversation(props: OpenProps) {
  const { data, error } = useRecord(idOfAbout(props.about));
  const { data: found } = useRecordList(
    { entity: conversationKind.name, where: { field: 'about', op: 'is', value: props.about }, limit: 1 },
    { isOff: props.row !== undefined },
  );
  if (error instanceof RefusedError)
    return (
      <section className={classes.thread} aria-label="Conversation">
        <EmptyState icon="inbox" title="Its record is not on this device">
          {error.message}
        </EmptyState>
      </section>
    );
  if (error) throw error; // the screen's boundary draws it
  if (!data) return <section className={classes.thread} aria-label="Conversation" />;
  const [conversation] = found?.rows ?? [];
  const row = props.row ?? { about: props.about, conversation, last: undefined, at: '' };
  return <LoadedConversation {...props} answer={data} row={row} />;
}

function LoadedConversation({
  about,
  row,
  answer,
  onBack,
  onDone,
  onChoose,
}: OpenProps & { readonly answer: CallOutput<'records.get'>; readonly row: InboxRow }) {
  const { record } = answer;
  const entity = useEntity(record.entity);
  const asked = usePersonOf(entity, record);
  const isNarrow = useNarrow();
  const person = asked === 'unread' ? undefined : asked;
  const of = person ?? { entity, record };
  const name = textIn(of.record.fields[of.entity.title]);
  return (
    <>
      <ConversationThread
        row={row}
        entity={entity}
        record={record}
        person={person}
        name={name}
        onBack={onBack}
        onDone={onDone}
      />
      {isNarrow ? null : (
        <PersonFacts entity={entity} record={record} person={person} about={about} onChoose={onChoose} />
      )}
    </>
  );
}
