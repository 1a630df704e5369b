import { TextInput } from '@mantine/core';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { phoneText } from '@outpost/domain/kernel/entities/field-types';
import { gapFault } from '@outpost/domain/kernel/templates/snippets';
import { isOneAddress } from '@outpost/domain/kernel/text/email-address';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { attachedIdsIn } from '@outpost/domain/kernel/files/attached-files';
import { textPartsInWords } from '@outpost/domain/kernel/messages/text-parts';
import { useNow, useNowMs } from '@outpost/ui/formats/formats-context';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { SnippetTextarea } from '@outpost/ui/snippets/snippet-textarea';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { AttachFiles } from '../../../files/attach-files.tsx';
import { useActs } from '../../../queries/use-acts.ts';
import { useLocal } from '../../../queries/use-local.ts';
import { useNewRecord } from '../../../records/creating/new-record.tsx';
import {
  newRecordWishOf,
  type PersonRecord,
  recordActsOf,
  whyNotWritten,
} from '../../../records/creating/record-acts.ts';
import { useJudgedMessages } from '../../../records/messages/refused-messages.ts';
import { refusalOf } from '../../../records/may.ts';
import { useCatalogue } from '../../../records/use-entity.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { usePrincipal, useSignedIn } from '../../../session/session-context.tsx';
import { useOfferedDialogs, useOpenDialog } from '../../../slots/pack-dialogs.tsx';
import { SnippetsPlace } from '../../../slots/use-slots.tsx';
import { noteFields } from '../record/activity-entry.tsx';
import { replyOfOther } from './conversation-folders.ts';
import { activityKind, conversationKind } from './use-inbox.ts';
import classes from './inbox.module.css';

type Way = 'text' | 'email' | 'note';
const ways: readonly { readonly id: Way; readonly label: string }[] = [
  { id: 'text', label: 'Text' },
  { id: 'email', label: 'Mail' },
  { id: 'note', label: 'Note' },
];

type Props = {
  readonly entity: Entity;
  readonly record: ShownRecord;
  readonly person: PersonRecord | undefined;
  readonly conversation: ShownRecord | undefined;
  /** The channel of the newest message. */
  readonly channel: string;
  /** The number of the newest text that came in. */
  readonly number: string | undefined;
};

/** Chosen: the longest words of an unsent reply that colleagues see. */
const mostShared = 4_000;

/** The composer at the foot of a conversation: a text, an e-mail or a note. What is typed is kept on this device. */
export function ReplyComposer(props: Props) {
  const { record } = props;
  const [draft, setDraft] = useLocal(`draft/reply/${record.id}`);
  const [subject, setSubject] = useLocal(`draft/reply-subject/${record.id}`);
  if (draft === undefined || subject === undefined) return null; // takes some milliseconds
  return <SnippetsPlace key={record.id} about={{ entity: props.entity, record }}><LoadedComposer {...props} draft={textIn(draft)} onDraft={setDraft} subject={textIn(subject)} onSubject={setSubject} /></SnippetsPlace>; // prettier-ignore
}

type LoadedProps = Props & {
  readonly draft: string;
  readonly onDraft: (text: string | null) => void;
  readonly subject: string;
  readonly onSubject: (text: string | null) => void;
};

function LoadedComposer({
  entity,
  record,
  person,
  conversation,
  channel,
  number,
  draft,
  onDraft,
  subject: firstSubject,
  onSubject,
}: LoadedProps) {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const { person: me } = useSignedIn();
  const { perform } = useActs();
  const now = useNow();
  const nowMs = useNowMs();
  const newRecord = useNewRecord();
  const openDialog = useOpenDialog();
  const template = useOfferedDialogs(entity).find(({ name }) => name.startsWith('crm/template-mail'));
  const [way, setWay] = useState<Way>(channel === 'email' ? 'email' : 'text');
  const [text, setText] = useState(draft);
  const [subject, setSubject] = useState(firstSubject);
  const [attached, setAttached] = useState<JsonValue>(null);
  const [filesFault, setFilesFault] = useState<string>();
  const box = useRef<HTMLTextAreaElement>(null);
  const shared = useRef('');
  const acts = recordActsOf(catalogue, entity).filter(({ makes }) => makes.name === activityKind.name);
  const act = acts.find(({ id }) => id === way);
  const call = acts.find(({ id }) => id === 'call');
  const wishOf = (of: (typeof acts)[number]) => newRecordWishOf(of, { entity, record, person, nowMs: now() });
  const about = `${record.entity}:${record.id}`;
  const contact = [{ entity, record }, ...(person ? [person] : [])].find((one) => one.entity.name === 'crm/contact');
  const fieldsOf = (): Readonly<Record<string, JsonValue>> => {
    if (way === 'note' || act === undefined) return { about, ...noteFields(text.trim(), now()) };
    const wished = wishOf(act).fields ?? {};
    return {
      ...wished,
      body: text.trim(),
      ...(attached === null ? {} : { attached }),
      ...(way === 'email' ? { subject: subject.trim() } : { number: number ?? wished['number'] ?? null }),
      ...(contact ? { with: contact.record.id } : {}),
    };
  };
  const shown = act === undefined ? {} : fieldsOf();
  const receiver = way === 'text' ? textIn(shown['number']) : way === 'email' ? textIn(shown['toAddress']) : '';
  const judged = useJudgedMessages(way === 'note' ? [] : [{ id: 'reply', entity: activityKind.name, fields: { ...shown, body: text || ' ' } }]); // prettier-ignore
  const hours = judged.waits.get('reply');
  const refused = judged.refused.get('reply');
  const warning = text === '' ? undefined : judged.warns.get('reply');
  const unwanted = act && (whyNotWritten(act, entity, record) ?? (person && whyNotWritten(act, person.entity, person.record))); // prettier-ignore
  const whyNot =
    way === 'note'
      ? undefined
      : (unwanted ??
        refused ??
        (way === 'text' && receiver === ''
          ? 'No number is known here.'
          : way === 'email' && !isOneAddress(receiver)
            ? 'No e-mail address is known here.'
            : undefined));
  const gap = way === 'note' ? undefined : gapFault(way === 'email' ? subject : '', text);
  const missing = gap ?? (way !== 'note' && filesFault !== undefined ? filesFault : text.trim() === '' ? 'Write something first.' : way === 'email' && subject.trim() === '' ? 'Give the e-mail a subject.' : undefined); // prettier-ignore
  const mayClaim = conversation !== undefined && refusalOf(principal, 'update', conversationKind, { record: conversation, nameOf: () => undefined }) === undefined; // prettier-ignore
  const isMine = conversation?.fields['replyBy'] === me.id;
  const noReply = { replyBy: null, replyAt: null, replyWords: null };
  /** INB-6: tells colleagues of a begun reply: at its beginning, and with its words when its person leaves it. */
  const tell = (words: string) => {
    if (!mayClaim || way === 'note' || words === shared.current) return;
    if (words !== '' && replyOfOther(conversation, { me: me.id, nowMs }) !== undefined) return; // theirs is announced
    if (words === '' && !isMine && shared.current === '') return;
    shared.current = words;
    const fields = words === '' ? noReply : { replyBy: me.id, replyAt: new Date(now()).toISOString(), replyWords: words.slice(0, mostShared) }; // prettier-ignore
    void perform({ label: words === '' ? 'Left a reply' : 'Began a reply', isStep: false, edits: [{ entity: conversationKind.name, id: conversation.id, fields }] }, { isQuiet: true }); // prettier-ignore
  };
  const write = (next: string) => {
    setText(next);
    onDraft(next === '' ? null : next);
    if (shared.current === '' && next.trim() !== '') tell(next);
  };
  const send = async () => {
    if ((whyNot ?? missing) !== undefined) return;
    const words = way === 'note' ? 'Added a note' : cutLabel(`Wrote ${way === 'text' ? 'a text' : `an e-mail: ${subject.trim()}`}`); // prettier-ignore
    const isTold = mayClaim && (isMine || shared.current !== '');
    const made = await perform({
      label: words,
      edits: [
        { entity: activityKind.name, create: { fields: fieldsOf(), ownerId: me.id } },
        ...(isTold && conversation ? [{ entity: conversationKind.name, id: conversation.id, fields: noReply }] : []),
      ],
    });
    if (made === undefined) return; // the refusal is shown, and the words stay
    shared.current = '';
    setText('');
    setSubject('');
    setAttached(null);
    onDraft(null);
    onSubject(null);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void send();
    } else if (event.key === 'Escape') (event.target as HTMLElement).blur();
  };
  useShortcuts([
    { keys: 'r', label: 'Reply', section: 'Inbox', run: () => box.current?.focus() },
    ...(call ? [{ keys: 'l', label: 'Log a call', section: 'Inbox', run: () => newRecord(wishOf(call)) }] : []),
  ]);
  return (
    <section className={classes.composer} aria-label="Reply">
      <div className={classes.composerHead}>
        <div className={classes.ways} role="group" aria-label="Kind of message">
          {ways.map(({ id, label }) => (
            <button key={id} type="button" aria-pressed={way === id} onClick={() => setWay(id)}>
              {label}
            </button>
          ))}
          {call === undefined ? null : (
            <button type="button" onClick={() => newRecord(wishOf(call))}>
              Call
            </button>
          )}
        </div>
        <span className={classes.receiver} dir="auto">
          {receiver === ''
            ? way === 'note'
              ? 'Only colleagues read it'
              : ''
            : `to ${way === 'text' ? phoneText(receiver) : receiver}`}
        </span>
      </div>
      {way === 'email' ? (
        <TextInput
          classNames={{ input: classes.field }}
          aria-label="Subject"
          placeholder="Subject"
          value={subject}
          onKeyDown={keys}
          onChange={({ currentTarget: { value } }) => {
            setSubject(value);
            onSubject(value === '' ? null : value);
          }}
        />
      ) : null}
      <SnippetTextarea
        classNames={{ input: classes.field }}
        ref={box}
        aria-label={way === 'note' ? 'Note' : way === 'text' ? 'Text' : 'E-mail'}
        placeholder={way === 'note' ? 'Write a note' : 'Write a reply'}
        autosize
        minRows={2}
        maxRows={10}
        value={text}
        onKeyDown={keys}
        onChange={({ currentTarget: { value } }) => write(value)}
        onBlur={() => tell(text.trim() === '' ? '' : text)}
      />
      {way !== 'note' ? (
        <AttachFiles
          key={way}
          entity={entity}
          record={record}
          by={way}
          value={attached}
          onChange={setAttached}
          onFault={setFilesFault}
        />
      ) : null}
      {whyNot === undefined ? null : (
        <p className={classes.hold} data-tone="bad" role="status">
          <Icon name="warning" size={14} /> {whyNot}
        </p>
      )}
      {hours === undefined || whyNot !== undefined ? null : (
        <p className={classes.hold} role="status">
          <Icon name="clock" size={14} /> <span>Waits for quiet hours to end: {hours}.</span>
        </p>
      )}
      {warning === undefined ? null : (
        <p className={classes.hold} role="status">
          <Icon name="warning" size={14} /> <span>{warning}</span>
        </p>
      )}
      <div className={classes.composerFoot}>
        {way === 'email' && template !== undefined ? (
          <Button size="sm" variant="quiet" icon={template.icon} onClick={() => openDialog(template.name, record.id)}>
            {template.label}
          </Button>
        ) : null}
        <span className={classes.counted}>
          {way === 'text' && (text !== '' || attached !== null)
            ? textPartsInWords(text, attachedIdsIn(attached)?.length)
            : ''}
        </span>
        <Button variant="primary" keys="mod+enter" onClick={() => void send()} disabledReason={whyNot ?? missing}>
          {way === 'note' ? 'Add the note' : hours === undefined ? 'Send' : `Send at ${hours}`}
        </Button>
      </div>
    </section>
  );
}
