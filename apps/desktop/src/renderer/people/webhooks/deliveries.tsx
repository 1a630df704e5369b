import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { ChoiceTabs } from '@outpost/ui/frame/choice-tabs';
import { Button } from '@outpost/ui/parts/button';
import { DataTable } from '@outpost/ui/parts/data-table';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { useState } from 'react';
import type { WebhookDelivery } from '../../../bridge/calls/webhook-calls.ts';
import type { CallInput, CallOutput } from '../../../bridge/contract.ts';
import { useActs } from '../../queries/use-acts.ts';
import { usePastCatalogue } from '../../records/use-entity.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { deliveryStateWords, lastAnswer, nextOrDone } from './webhook-words.ts';
import { ScrolledText } from './scrolled-text.tsx';
import classes from './webhooks.module.css';

type State = CallInput<'webhooks.deliveries'>['state'];
const states: readonly State[] = [null, 'waiting', 'done', 'dead', 'skipped'];
const everyMs = 15_000;

/** The deliveries of an endpoint, newest first. A row shows what was sent and answered. */
export function Deliveries({ endpoint }: { readonly endpoint: string }) {
  const [state, setState] = useState<State>(null);
  const [before, setBefore] = useState<number | null>(null);
  const [open, setOpen] = useState<number>();
  const answer = useFromServer('webhooks.deliveries', { id: endpoint, state, before }, { everyMs });
  return (
    <section aria-labelledby="deliveries">
      <div className={classes.head}>
        <h3 id="deliveries">Deliveries</h3>
        <span className={classes.quiet}>kept for 90 days, in order per record</span>
      </div>
      <ChoiceTabs
        label="State"
        choices={states.map((one) => ({ value: one, label: one === null ? 'Any' : deliveryStateWords[one] }))}
        value={state}
        onChoose={(one) => {
          setState(one);
          setBefore(null);
        }}
      />
      <FromServer answer={answer} offline="The server has the deliveries">
        {(data) =>
          data.deliveries.length === 0 ? (
            <p className={classes.quiet}>
              {state === null ? 'Nothing was sent yet.' : 'No delivery is in this state.'}
            </p>
          ) : (
            <>
              <DeliveryTable data={data} open={open} onOpen={(n) => setOpen(n === open ? undefined : n)} />
              <OneDelivery
                endpoint={endpoint}
                delivery={data.deliveries.find(({ n }) => n === open)}
                onSent={answer.again}
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
  readonly data: CallOutput<'webhooks.deliveries'>;
  readonly open: number | undefined;
  readonly onOpen: (n: number) => void;
};

function DeliveryTable({ data, open, onOpen }: TableProps) {
  const formats = useFormats();
  const past = usePastCatalogue();
  const isNarrow = useNarrow();
  const columns = [
    { id: 'event', header: 'Event' },
    { id: 'record', header: 'Record', isWideOnly: true },
    { id: 'tries', header: 'Tries', isWideOnly: true, align: 'end' as const },
    { id: 'answer', header: 'Last answer', isWideOnly: true },
    { id: 'next', header: 'Next or done' },
  ].filter((column) => !isNarrow || column.isWideOnly !== true);
  const titleOfSubject = ({ subject }: WebhookDelivery): string => {
    const held = subject === null ? undefined : data.records[subject];
    if (held) return titleOf(entityOf(past, held.entity), held);
    return subject === null ? '' : 'not on this device';
  };
  const rowOf = (delivery: WebhookDelivery) => ({
    id: String(delivery.n),
    isChosen: delivery.n === open,
    cells: [
      <span key="event" className={classes.two}>
        <span className={classes.mono}>{delivery.type}</span>
        <span className={classes.quiet}>{formats.instant(delivery.madeAt)}</span>
      </span>,
      ...(isNarrow
        ? []
        : [
            <span key="record" dir="auto">
              {titleOfSubject(delivery)}
            </span>,
            <span key="tries">{delivery.tries}</span>,
            <span key="answer">{lastAnswer(delivery)}</span>,
          ]),
      <span key="next">{nextOrDone(delivery, formats)}</span>,
    ],
  });
  return (
    <DataTable
      label="Deliveries"
      columns={columns}
      rows={data.deliveries.map(rowOf)}
      onRow={(id) => onOpen(Number(id))}
      isCompact
    />
  );
}

type OneProps = {
  readonly endpoint: string;
  readonly delivery: WebhookDelivery | undefined;
  readonly onSent: () => void;
};

/** Shows the request of the last try and the receiver's answer. */
function OneDelivery({ endpoint, delivery, onSent }: OneProps) {
  const formats = useFormats();
  const bridge = useBridge();
  const { tell } = useActs();
  if (delivery === undefined) return null;
  const { n, request, answer, log } = delivery;
  const send = async (): Promise<void> => {
    const sent = await tell<'webhooks.send'>(bridge.call('webhooks.send', { id: endpoint, n }), 'It is sent now');
    if (sent !== undefined) onSent();
  };
  return (
    <div className={classes.one} role="region" aria-label={`Event ${n}`}>
      <div>
        <h4>Sent</h4>
        <ScrolledText label="Request">{request ?? 'Nothing has been sent yet.'}</ScrolledText>
      </div>
      <div>
        <h4>Answer</h4>
        <ScrolledText label="Answer">{answer ?? 'There was no answer.'}</ScrolledText>
        {log.length === 0 ? null : (
          <p className={classes.quiet}>Tried at {formats.list(log.map(({ at }) => formats.instant(at)))}.</p>
        )}
        <Button size="sm" icon="refresh" onClick={() => void send()}>
          Send it now
        </Button>
      </div>
    </div>
  );
}
