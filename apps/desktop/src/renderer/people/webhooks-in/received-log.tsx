import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { ChoiceTabs } from '@outpost/ui/frame/choice-tabs';
import { Button } from '@outpost/ui/parts/button';
import { DataTable } from '@outpost/ui/parts/data-table';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { useEffect, useState } from 'react';
import type { ReceivedDelivery, ShownSource } from '../../../bridge/calls/source-calls.ts';
import type { CallInput, CallOutput } from '../../../bridge/contract.ts';
import { useActs } from '../../queries/use-acts.ts';
import { usePastCatalogue } from '../../records/use-entity.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useAskAgain, useFromServer } from '../../session/use-from-server.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { ScrolledText } from '../webhooks/scrolled-text.tsx';
import classes from '../webhooks/webhooks.module.css';
import own from './webhooks-in.module.css';
import { FaultList } from './fault-list.tsx';
import { receivedResult, receivedStateWords } from './source-words.ts';

type State = CallInput<'sources.deliveries'>['state'];
const states: readonly State[] = [null, 'done', 'failed', 'waiting', 'discarded'];
const everyMs = 15_000;

type Props = { readonly source: ShownSource; readonly onChanged: () => void };

/** The deliveries of a source, newest first. A press on a row shows the payload and its outcome. */
export function ReceivedLog({ source, onChanged }: Props) {
  const [state, setState] = useState<State>(null);
  const [before, setBefore] = useState<number | null>(null);
  const [open, setOpen] = useState<number>();
  const answer = useFromServer('sources.deliveries', { id: source.id, state, before }, { everyMs, isAlwaysOld: true });
  const askSourcesAgain = useAskAgain('sources.list');
  const newest = answer.data?.deliveries[0];
  const isNews = newest !== undefined && (source.lastAt === null || newest.receivedAt > source.lastAt);
  useEffect(() => {
    if (isNews) askSourcesAgain(); // the list beside it says when the last one came
  }, [isNews, newest?.n, askSourcesAgain]);
  return (
    <section aria-labelledby="received">
      <div className={classes.head}>
        <h3 id="received">Received</h3>
        <span className={classes.quiet}>kept for 90 days</span>
      </div>
      <ChoiceTabs
        label="State"
        choices={states.map((one) => ({ value: one, label: one === null ? 'Any' : receivedStateWords[one] }))}
        value={state}
        onChoose={(one) => {
          setState(one);
          setBefore(null);
        }}
      />
      <FromServer answer={answer} offline="The server has what was received">
        {(data) =>
          data.deliveries.length === 0 ? (
            <p className={classes.quiet}>
              {state === null
                ? 'Nothing came yet. Give the sender the address and the secret.'
                : 'Nothing is in this state.'}
            </p>
          ) : (
            <>
              <ReceivedTable data={data} open={open} onOpen={(n) => setOpen(n === open ? undefined : n)} />
              <OneReceived
                source={source}
                delivery={data.deliveries.find(({ n }) => n === open)}
                onDecided={() => {
                  answer.again();
                  onChanged();
                }}
              />
              {data.more ? (
                <Button size="sm" onClick={() => setBefore(data.deliveries.at(-1)?.n ?? null)}>
                  Older
                </Button>
              ) : null}
            </>
          )
        }
      </FromServer>
    </section>
  );
}

type TableProps = {
  readonly data: CallOutput<'sources.deliveries'>;
  readonly open: number | undefined;
  readonly onOpen: (n: number) => void;
};

function ReceivedTable({ data, open, onOpen }: TableProps) {
  const formats = useFormats();
  const past = usePastCatalogue();
  const isNarrow = useNarrow();
  const columns = [
    { id: 'came', header: 'Came' },
    { id: 'record', header: 'Record', isWideOnly: true },
    { id: 'result', header: 'Result' },
  ].filter((column) => !isNarrow || column.isWideOnly !== true);
  const titleOfRecord = ({ record }: ReceivedDelivery): string => {
    const held = record === null ? undefined : data.records[record];
    if (held) return titleOf(entityOf(past, held.entity), held);
    return record === null ? '' : 'not on this device';
  };
  const rowOf = (delivery: ReceivedDelivery) => ({
    id: String(delivery.n),
    isChosen: delivery.n === open,
    cells: [
      <span key="came" className={classes.two}>
        <span>{formats.instant(delivery.receivedAt)}</span>
        <span className={classes.mono}>{delivery.sentId ?? ''}</span>
      </span>,
      ...(isNarrow
        ? []
        : [
            <span key="record" dir="auto">
              {titleOfRecord(delivery)}
            </span>,
          ]),
      <span key="result" className={classes.two}>
        <span>{receivedResult(delivery)}</span>
        {delivery.faults[0] === undefined || isNarrow ? null : (
          <span className={own.reason}>{delivery.faults[0].message}</span>
        )}
      </span>,
    ],
  });
  return (
    <DataTable
      label="Received"
      columns={columns}
      rows={data.deliveries.map(rowOf)}
      onRow={(id) => onOpen(Number(id))}
      isCompact
    />
  );
}

type OneProps = {
  readonly source: ShownSource;
  readonly delivery: ReceivedDelivery | undefined;
  readonly onDecided: () => void;
};

/** Shows a payload and what became of it. A delivery that failed is tried again or discarded. */
function OneReceived({ source, delivery, onDecided }: OneProps) {
  const formats = useFormats();
  const past = usePastCatalogue();
  const bridge = useBridge();
  const { tell } = useActs();
  if (delivery === undefined) return null;
  const { n, payload, faults, state, doneAt } = delivery;
  const decide = async (call: 'sources.again' | 'sources.discard', words: string): Promise<void> => {
    const done = await tell<'sources.again'>(bridge.call(call, { id: source.id, n }), words);
    if (done !== undefined) onDecided();
  };
  return (
    <div className={classes.one} role="region" aria-label={`Delivery ${n}`}>
      <div>
        <h4>Payload</h4>
        <ScrolledText label="What came">
          {payload === null ? 'It was discarded or erased, and is not kept.' : indented(payload)}
        </ScrolledText>
      </div>
      <div>
        <h4>Result</h4>
        <p className={classes.quiet}>
          {receivedResult(delivery)}
          {doneAt === null ? '' : `, ${formats.instant(doneAt)}`}
        </p>
        <FaultList faults={faults} entity={past.entities.get(source.mapping.entity)} />
        {state === 'failed' && payload !== null ? (
          <div className={classes.acts}>
            <Button size="sm" icon="refresh" onClick={() => void decide('sources.again', 'It is tried again')}>
              Try it again
            </Button>
            <Button size="sm" variant="quiet" icon="trash" onClick={() => void decide('sources.discard', 'Discarded')}>
              Discard it
            </Button>
          </div>
        ) : null}
      </div>
    </div>
  );
}

/** Returns JSON with a line for each value. The text came from this server, and is shown as it is where it is cut. */
export function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
