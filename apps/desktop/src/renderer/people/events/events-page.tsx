import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { DataTable } from '@outpost/ui/parts/data-table';
import { Select } from '@mantine/core';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { useState } from 'react';
import type { EventOut, EventStream } from '../../../bridge/calls/event-calls.ts';
import type { CallOutput } from '../../../bridge/contract.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { StateLine, type StateWords } from '../listed-beside.tsx';
import { NotForYou } from '../not-for-you.tsx';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { useMayAdminister, usePeopleEntities } from '../use-people.ts';
import { ScrolledText } from '../webhooks/scrolled-text.tsx';
import classes from '../webhooks/webhooks.module.css';

const at = '/settings/events';
/** While the page is open, events go out. */
const everyMs = 15_000;

/** The names of brokers for people. */
const brokerNames: Readonly<Record<string, string>> = { nats: 'NATS', kafka: 'Kafka' };
const nameOf = (broker: string): string => brokerNames[broker] ?? broker;

/** The events that go out to brokers, each with its topics, what it says and who has it. For administrators. */
export function EventsPage() {
  const may = useMayAdminister();
  const { role } = usePeopleEntities();
  if (!may.role) return <NotForYou at={at} what="event streams" list={role} />;
  return <Events />;
}

function Events() {
  const answer = useFromServer('events.streams', null, { everyMs });
  return (
    <>
      <SettingsBar at={at} />
      <div className={classes.page}>
        <FromServer answer={answer} offline="The server has the events">
          {(data) => (
            <div className={classes.details}>
              <Streams data={data} />
              <EventList streams={data.streams} topics={data.topics} />
              <SignIns />
            </div>
          )}
        </FromServer>
      </div>
    </>
  );
}

/** The state of a stream: whether the broker has everything, and if not, why. */
function stateOf({ n, fault, failingSince }: EventStream, head: number, since: (at: string) => string): StateWords {
  if (fault !== null && failingSince !== null)
    return {
      text: `${fault === 'unreachable' ? 'Can’t be reached' : 'Takes no events'} since ${since(failingSince)}`,
      tone: 'warn',
    };
  if (n === null) return { text: 'Nothing has gone out yet', tone: 'neutral' };
  return n >= head ? { text: `Up to date, at ${n}`, tone: 'good' } : { text: `At ${n}, ${head - n} wait`, tone: 'neutral' }; // prettier-ignore
}

function Streams({ data: { streams, head } }: { readonly data: CallOutput<'events.streams'> }) {
  const formats = useFormats();
  const now = useNowMs();
  return (
    <section aria-labelledby="streams">
      <div className={classes.head}>
        <h2 id="streams">Brokers</h2>
        <span className={classes.quiet}>set up by the operator of your server</span>
      </div>
      {streams.length === 0 ? (
        <p className={classes.quiet}>
          No broker is set up, so nothing goes out. The operator of your server can name NATS or Kafka. Webhooks out
          need no broker.
        </p>
      ) : (
        <dl className={classes.facts}>
          {streams.map((stream) => (
            <Stream key={stream.broker} name={nameOf(stream.broker)}>
              <StateLine state={stateOf(stream, head, formats.instant)} />
              <span className={classes.quiet}>
                {stream.restsUntil === null ? lastOf(stream) : `Nothing is lost. Next try ${formats.instant(stream.restsUntil)}.`}
              </span>
            </Stream>
          ))}
        </dl>
      )}
    </section>
  );

  function lastOf({ publishedAt }: EventStream): string {
    return publishedAt === null ? '' : `last ${formats.relative(publishedAt, now)}`;
  }
} // prettier-ignore

const Stream = ({ name, children }: { readonly name: string; readonly children: React.ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd className={classes.two}>{children}</dd>
  </>
);

type ListProps = { readonly streams: readonly EventStream[]; readonly topics: readonly string[] };

/** The events, newest first. A row shows what was sent. */
function EventList({ streams, topics }: ListProps) {
  const [topic, setTopic] = useState<string | null>(null);
  const [before, setBefore] = useState<number | null>(null);
  const [open, setOpen] = useState<number>();
  const answer = useFromServer('events.list', { before, topic }, { everyMs });
  const choose = (chosen: string | null): void => {
    setTopic(chosen);
    setBefore(null);
  };
  return (
    <section aria-labelledby="events">
      <div className={classes.head}>
        <h2 id="events">Events</h2>
        <span className={classes.quiet}>names and numbers, no values of records</span>
        <Select
          aria-label="Topic"
          size="xs"
          searchable
          clearable
          placeholder="All topics"
          data={[...topics]}
          value={topic}
          onChange={choose}
        />
      </div>
      <FromServer answer={answer} offline="The server has the events">
        {({ events, more }) => (
          <>
            {events.length === 0 ? (
              <p className={classes.quiet}>{topic === null ? 'There are no events here.' : 'No event of this topic is here.'}</p>
            ) : (
              <EventTable events={events} streams={streams} open={open} onOpen={(n) => setOpen(n === open ? undefined : n)} />
            )}
            <OneEvent shown={events.find(({ n }) => n === open)} />
            <div className={classes.acts}>
              {before === null ? null : (
                <Button size="sm" onClick={() => setBefore(null)}>
                  Newest
                </Button>
              )}
              {more === null ? null : (
                <Button size="sm" onClick={() => setBefore(more)}>
                  Older
                </Button>
              )}
            </div>
          </>
        )}
      </FromServer>
    </section>
  );
} // prettier-ignore

/** Which brokers have an event: "NATS", or who still waits for it. */
function deliveryWords({ deliveredTo }: EventOut, streams: readonly EventStream[]): string {
  if (streams.length === 0) return 'not sent';
  const waits = streams.filter(({ broker }) => !deliveredTo.includes(broker)).map(({ broker }) => nameOf(broker));
  if (waits.length === 0) return deliveredTo.map(nameOf).join(', ');
  return `waits for ${waits.join(', ')}`;
}

type TableProps = {
  readonly events: readonly EventOut[];
  readonly streams: readonly EventStream[];
  readonly open: number | undefined;
  readonly onOpen: (n: number) => void;
};

function EventTable({ events, streams, open, onOpen }: TableProps) {
  const formats = useFormats();
  const isNarrow = useNarrow();
  const columns = [
    { id: 'event', header: 'Event' },
    { id: 'topics', header: 'Topics', isWideOnly: true },
    { id: 'number', header: 'Number', isWideOnly: true, align: 'end' as const },
    { id: 'delivered', header: 'Delivered to' },
  ].filter((column) => !isNarrow || column.isWideOnly !== true);
  const rowOf = (shown: EventOut) => ({
    id: String(shown.n),
    isChosen: shown.n === open,
    cells: [
      <span key="event" className={classes.two}>
        <span className={classes.mono}>{shown.event.type}</span>
        <span className={classes.quiet}>{formats.instant(shown.event.time)}</span>
      </span>,
      ...(isNarrow
        ? []
        : [
            <span key="topics" className={classes.mono}>
              {shown.topics.join(' ')}
            </span>,
            <span key="number">{shown.n}</span>,
          ]),
      <span key="delivered">{deliveryWords(shown, streams)}</span>,
    ],
  });
  return <DataTable label="Events" columns={columns} rows={events.map(rowOf)} onRow={(id) => onOpen(Number(id))} isCompact />; // prettier-ignore
}

/** Sign-ins and active people a day, which the server counts from the same events. */
function SignIns() {
  const answer = useFromServer('events.signIns', null);
  const formats = useFormats();
  const columns = [
    { id: 'day', header: 'Day' },
    { id: 'sign-ins', header: 'Sign-ins', align: 'end' as const },
    { id: 'people', header: 'Active people', align: 'end' as const },
  ];
  return (
    <section aria-labelledby="sign-ins">
      <div className={classes.head}>
        <h2 id="sign-ins">Sign-ins and active people</h2>
        <span className={classes.quiet}>last 14 days; active: signed in, or changed something</span>
      </div>
      <FromServer answer={answer} offline="The server has the sign-ins">
        {({ days }) =>
          days.length === 0 ? (
            <p className={classes.quiet}>Nobody was here in the last 14 days.</p>
          ) : (
            <DataTable
              label="Sign-ins and active people"
              columns={columns}
              rows={days.map(({ day, signIns, people }) => ({
                id: day,
                cells: [formats.date(day), <span key="s">{signIns}</span>, <span key="p">{people}</span>],
              }))}
              isCompact
            />
          )
        }
      </FromServer>
    </section>
  );
}

/** Shows the event as it goes out. */
function OneEvent({ shown }: { readonly shown: EventOut | undefined }) {
  if (shown === undefined) return null;
  return (
    <div role="region" aria-label={`Event ${shown.n}`}>
      <h3 className={classes.quiet}>As CloudEvents 1.0 has it, to {shown.topics.join(', ')}</h3>
      <ScrolledText label="Payload">{JSON.stringify(shown.event, undefined, 2)}</ScrolledText>
    </div>
  );
}
