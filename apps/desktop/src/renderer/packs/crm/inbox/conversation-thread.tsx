import { Menu } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { useFormats, useNow, useNowMs } from '@outpost/ui/formats/formats-context';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { MarkdownText } from '@outpost/ui/markdown/markdown-text';
import { Avatar } from '@outpost/ui/parts/avatar';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useState } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { menuCloses } from '../../../lists/kinds/plain/order-items.tsx';
import { usePeople } from '../../../people/use-people.ts';
import { useRecordList } from '../../../queries/record-queries.ts';
import { useActs } from '../../../queries/use-acts.ts';
import type { PersonRecord } from '../../../records/creating/record-acts.ts';
import { refusalOf } from '../../../records/may.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { usePrincipal, useSignedIn } from '../../../session/session-context.tsx';
import { useOpenRecord } from '../../../window/use-open-record.ts';
import { activityEntry } from '../record/activity-entry.tsx';
import { changesOfMessage } from '../record/message-delivery.ts';
import { atOf, type InboxRow, messageKinds, replyOfOther } from './conversation-folders.ts';
import { ReplyComposer } from './reply-composer.tsx';
import { snoozeTimes } from './snooze-times.ts';
import { useConversationActs } from './use-conversation-acts.ts';
import { activityKind } from './use-inbox.ts';
import { useMessageWords } from './use-message-words.ts';
import classes from './inbox.module.css';

type Props = {
  readonly row: InboxRow;
  readonly entity: Entity;
  readonly record: ShownRecord;
  readonly person: PersonRecord | undefined;
  /** The name of the conversation: of its person, or its record. */
  readonly name: string;
  readonly onBack: (() => void) | undefined;
  /** Shows the next conversation, after this one has left the folder. */
  readonly onDone: () => void;
};

/** Chosen: the messages of the first answer, and of each further one. */
const step = 40;

/** Issue 15, screen 25: one conversation: what was said, by day, and the composer at its foot. */
export function ConversationThread({ row, entity, record, person, name, onBack, onDone }: Props) {
  const { conversation } = row;
  const [limit, setLimit] = useState(step);
  const { data } = useRecordList({
    entity: activityKind.name,
    where: {
      and: [
        { field: 'about', op: 'is', value: row.about },
        { field: 'kind', op: 'one-of', value: [...messageKinds, 'note', 'meeting'] },
      ],
    },
    sort: [{ field: 'happensAt', direction: 'desc' }],
    limit,
  });
  const messages = (data?.rows ?? []).toReversed();
  const incoming = messages.findLast(({ fields }) => fields['kind'] === 'text' && fields['direction'] === 'in');
  const title = titleOf(entity, record);
  const openRecord = useOpenRecord();
  return (
    <section className={classes.thread} aria-label={name}>
      <header className={classes.threadHead}>
        {onBack === undefined ? null : <IconButton icon="chevron-left" label="All conversations" onClick={onBack} />}
        <div className={classes.threadName}>
          <h2 dir="auto">{name}</h2>
          <button type="button" className={classes.link} onClick={() => openRecord(record.id)} dir="auto">
            {title === name ? `Open the ${entity.label.one.toLowerCase()}` : title}
          </button>
        </div>
        <ThreadActs conversation={conversation} name={name} onDone={onDone} />
      </header>
      <Messages
        messages={messages}
        refs={data?.refs ?? {}}
        onEarlier={data !== undefined && data.next !== null ? () => setLimit((before) => before + step) : undefined}
      />
      <BegunReply conversation={conversation} />
      {data === undefined ? null : ( // the newest message decides the channel
        <ReplyComposer
          entity={entity}
          record={record}
          person={person}
          conversation={conversation}
          channel={textIn(
            messages.findLast(({ fields }) => messageKinds.includes(textIn(fields['kind'])))?.fields['kind'],
          )}
          number={textIn(incoming?.fields['number']) || undefined}
        />
      )}
    </section>
  );
}

/** The buttons of a conversation: who has it, snooze, close. */
function ThreadActs({
  conversation,
  name,
  onDone,
}: Pick<Props, 'name' | 'onDone'> & { readonly conversation: ShownRecord | undefined }) {
  const formats = useFormats();
  const now = useNow();
  const { person: me } = useSignedIn();
  const people = usePeople()?.people ?? [];
  const acts = useConversationActs(conversation, name);
  const [menu, setMenu] = useState<'give' | 'snooze'>();
  const owner = conversation?.ownerId ?? null;
  const isMine = owner === me.id;
  const ownerName = textIn(people.find(({ id }) => id === owner)?.fields['name']);
  const isClosed = conversation?.fields['state'] === 'closed';
  const closeIt = () => {
    if (acts.whyNot !== undefined) return;
    if (isClosed) acts.reopen();
    else {
      acts.close();
      onDone();
    }
  };
  const giveIt = () => {
    if (acts.whyNotGiven !== undefined) return;
    if (isMine) setMenu('give');
    else acts.give(me.id, me.name);
  };
  useShortcuts([
    { keys: 'a', label: 'Take it, or give it to somebody', section: 'Inbox', run: giveIt },
    {
      keys: 'z',
      label: 'Snooze',
      section: 'Inbox',
      run: () => {
        if (acts.whyNot === undefined) setMenu('snooze');
      },
    },
    { keys: 'e', label: isClosed ? 'Open again' : 'Close', section: 'Inbox', run: closeIt },
    { keys: 'd', label: isClosed ? 'Open again' : 'Close', section: 'Inbox', run: closeIt },
  ]);
  const times = menu === 'snooze' ? snoozeTimes(now(), formats.timeZone) : [];
  return (
    <div className={classes.threadActs}>
      <Menu
        opened={menu === 'give'}
        clickOutsideEvents={menuCloses}
        onChange={(isOpen) => setMenu(isOpen ? 'give' : undefined)}
        position="bottom-end"
      >
        <Menu.Target>
          <Button size="sm" keys="a" disabledReason={acts.whyNotGiven} onClick={() => setMenu('give')}>
            {isMine ? 'Yours' : owner === null ? 'Nobody’s' : ownerName || 'A colleague’s'}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes.people}>
          <Menu.Label>Give it to</Menu.Label>
          {owner === null ? null : <Menu.Item onClick={() => acts.give(null, '')}>Nobody</Menu.Item>}
          {people
            .filter(({ id }) => id !== owner)
            .toSorted((a, b) => Number(b.id === me.id) - Number(a.id === me.id))
            .map(({ id, fields }) => (
              <Menu.Item
                key={id}
                leftSection={<Avatar name={textIn(fields['name'])} person={id} isMe={id === me.id} />}
                onClick={() => acts.give(id, textIn(fields['name']))}
              >
                {id === me.id ? `${textIn(fields['name'])} (you)` : textIn(fields['name'])}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      <Menu
        opened={menu === 'snooze'}
        clickOutsideEvents={menuCloses}
        onChange={(isOpen) => setMenu(isOpen ? 'snooze' : undefined)}
        position="bottom-end"
      >
        <Menu.Target>
          <IconButton
            icon="clock"
            label="Snooze"
            keys="z"
            disabledReason={acts.whyNot}
            onClick={() => setMenu('snooze')}
          />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Snooze</Menu.Label>
          {times.map(({ label, until }) => (
            <Menu.Item
              key={label}
              rightSection={<span className={classes.faint}>{formats.instant(until)}</span>}
              onClick={() => {
                acts.snooze(until, formats.instant(until));
                onDone();
              }}
            >
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <IconButton
        icon={isClosed ? 'inbox' : 'check'}
        label={isClosed ? 'Open again' : 'Close'}
        keys="e"
        disabledReason={acts.whyNot}
        onClick={closeIt}
      />
    </div>
  );
}

type MessagesProps = {
  readonly messages: readonly ShownRecord[];
  readonly refs: Parameters<typeof useMessageWords>[1];
  readonly onEarlier: (() => void) | undefined;
};

/** The messages of a conversation by day, the newest at the foot. */
function Messages({ messages, refs, onEarlier }: MessagesProps) {
  const formats = useFormats();
  const today = formats.dayOf(useNowMs());
  const telling = useMessageWords(messages, refs);
  const { perform } = useActs();
  const principal = usePrincipal();
  const days = Map.groupBy(messages, (one) => formats.dayOf(atOf(one)));
  return (
    // The newest message is at the foot and in sight, also while earlier ones arrive above it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by the keyboard, WCAG 2.1.1
    <div className={classes.flow} role="log" aria-label="Messages" tabIndex={0}>
      <div>
        {onEarlier === undefined ? null : (
          <div className={classes.more}>
            <Button size="sm" onClick={onEarlier}>
              Show earlier messages
            </Button>
          </div>
        )}
        {[...days].map(([day, ofDay]) => (
          <section key={day} aria-label={formats.day(day, today)}>
            <h3 className={classes.day}>{formats.day(day, today)}</h3>
            <ol className={classes.messages}>
              {ofDay.map((message) => {
                const entry = activityEntry(message, telling, (text) => <MarkdownText text={text} />);
                const isIn = message.fields['direction'] === 'in';
                const mayChange = refusalOf(principal, 'update', activityKind, { record: message, nameOf: () => undefined }) === undefined; // prettier-ignore
                const quoted = textIn(message.fields['quoted']);
                return (
                  <li key={message.id} data-in={isIn || undefined}>
                    <span className={classes.messageIcon}>
                      <Icon name={entry.icon ?? 'dot'} size={14} />
                    </span>
                    <div>
                      <div className={classes.messageHead}>
                        <span dir="auto">{entry.kind === 'event' ? entry.title : ''}</span>
                        <time dateTime={entry.at}>{formats.time(entry.at)}</time>
                      </div>
                      {entry.kind === 'event' && entry.body !== undefined ? (
                        <div className={classes.messageBody} dir="auto">
                          {entry.body}
                        </div>
                      ) : null}
                      {quoted === '' ? null : (
                        <details className={classes.quoted}>
                          <summary>Quoted text</summary>
                          <p dir="auto">{quoted}</p>
                        </details>
                      )}
                      {entry.waiting === undefined ? null : (
                        <p className={classes.sign}>
                          <Icon name="clock" size={14} /> {entry.waiting}
                        </p>
                      )}
                      {mayChange ? (
                        <div className={classes.messageActs}>
                          {changesOfMessage(message).map(({ label, done, fields }) => (
                            <Button
                              key={label}
                              size="sm"
                              onClick={() =>
                                void perform({
                                  label: done,
                                  edits: [{ entity: message.entity, id: message.id, fields }],
                                })
                              }
                            >
                              {label}
                            </Button>
                          ))}
                        </div>
                      ) : null}
                    </div>
                  </li>
                );
              })}
            </ol>
          </section>
        ))}
      </div>
    </div>
  );
}

/** INB-6: the reply that a colleague began here and has not sent. */
function BegunReply({ conversation }: { readonly conversation: ShownRecord | undefined }) {
  const formats = useFormats();
  const { person: me } = useSignedIn();
  const nowMs = useNowMs();
  const people = usePeople()?.people ?? [];
  const [isRead, setRead] = useState(false);
  const other = replyOfOther(conversation, { me: me.id, nowMs });
  if (other === undefined) return null;
  const name = textIn(people.find(({ id }) => id === other.by)?.fields['name']) || 'A colleague';
  return (
    <div className={classes.begun} role="status">
      <Avatar name={name} person={other.by} />
      <span>
        <b>{name} began a reply here</b> at {formats.time(other.at)}, not sent.
      </span>
      {other.words === '' ? null : (
        <Button size="sm" variant="quiet" isOn={isRead} onClick={() => setRead((before) => !before)}>
          Read it
        </Button>
      )}
      {isRead ? (
        <p className={classes.begunWords} dir="auto">
          {other.words}
        </p>
      ) : null}
    </div>
  );
}
