import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownWebhook, ShownWebhookSecret } from '../../../bridge/calls/webhook-calls.ts';
import { useActs } from '../../queries/use-acts.ts';
import { usePastCatalogue } from '../../records/use-entity.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Deliveries } from './deliveries.tsx';
import { EndpointDialog, type EndpointAct } from './endpoint-dialog.tsx';
import { lastAnswer } from './webhook-words.ts';
import classes from './webhooks.module.css';

type Props = {
  readonly endpoint: ShownWebhook;
  readonly onSecret: (made: ShownWebhookSecret) => void;
  readonly onChanged: () => void;
  readonly onRemoved: () => void;
};

/** One endpoint: what it gets, its secrets, and its deliveries. */
export function EndpointDetails({ endpoint, onSecret, onChanged, onRemoved }: Props) {
  const formats = useFormats();
  const now = useNowMs();
  const bridge = useBridge();
  const { tell } = useActs();
  const [act, setAct] = useState<EndpointAct>();
  const { id, name, url, off, failingSince, tested } = endpoint;
  const test = async (): Promise<void> => {
    const tried = await tell<'webhooks.test'>(bridge.call('webhooks.test', { id }));
    if (tried) onChanged();
  };
  const turn = async (isOn: boolean): Promise<void> => {
    const done = await tell<'webhooks.turn'>(
      bridge.call('webhooks.turn', { id, isOn }),
      `${isOn ? 'Turned on' : 'Turned off'} ${name}`,
    );
    if (done !== undefined) onChanged();
  };
  return (
    <section className={classes.details} aria-labelledby="endpoint">
      <h2 id="endpoint" dir="auto">
        {name}
      </h2>
      {off === null && failingSince !== null ? (
        <p className={classes.failing} role="status">
          <b>No good answer since {formats.instant(failingSince)}.</b> Deliveries are tried again. It is turned off,
          with a mail to its maker, after five days.
        </p>
      ) : null}
      <dl className={classes.facts}>
        <dt>Address</dt>
        <dd className={classes.mono}>{url}</dd>
        <dt>Sends</dt>
        <dd>
          <Sends endpoint={endpoint} />
        </dd>
        <dt>Content</dt>
        <dd>{endpoint.content === 'thin' ? 'Number and kind only' : 'The record with its values'}</dd>
        <dt>Tested</dt>
        <dd>
          {tested === null
            ? 'not yet'
            : `${formats.relative(tested.at, now)}: ${lastAnswer({ log: [tested], state: 'done' })}`}
        </dd>
      </dl>
      <div className={classes.acts}>
        <Button size="sm" icon="send" onClick={() => void test()}>
          Send a test
        </Button>
        <Button size="sm" icon="undo" onClick={() => setAct({ kind: 'replay' })}>
          Replay…
        </Button>
        <Button size="sm" variant="quiet" onClick={() => void turn(off !== null)}>
          {off === null ? 'Turn off' : 'Turn on'}
        </Button>
        <Button size="sm" variant="quiet" icon="trash" onClick={() => setAct({ kind: 'remove' })}>
          Remove…
        </Button>
      </div>
      <Secrets endpoint={endpoint} onAct={setAct} />
      <Deliveries endpoint={id} />
      {act === undefined ? null : (
        <EndpointDialog
          endpoint={endpoint}
          act={act}
          onClose={() => setAct(undefined)}
          onDone={(made) => {
            setAct(undefined);
            if (made) onSecret(made);
            if (act.kind === 'remove') onRemoved();
            else onChanged();
          }}
        />
      )}
    </section>
  );
}

/** Names what an endpoint gets. */
function Sends({ endpoint: { sends, events } }: { readonly endpoint: ShownWebhook }) {
  const formats = useFormats();
  const past = usePastCatalogue();
  const kinds = sends.map(({ entity, fields }) => {
    const kind = past.entities.get(entity);
    const named = kind ? kind.label.many : entity;
    return fields === undefined ? named : `${named} (${fields.join(', ')})`;
  });
  const types =
    events.length === 0 ? [] : [formats.plural(events.length, 'type of sign-in event', 'types of sign-in events')];
  return formats.list([...kinds, ...types]);
}

/** The secrets that sign the messages, each until its end. */
function Secrets({ endpoint, onAct }: { readonly endpoint: ShownWebhook; readonly onAct: (act: EndpointAct) => void }) {
  const formats = useFormats();
  return (
    <section aria-labelledby="secrets">
      <div className={classes.head}>
        <h3 id="secrets">Secrets</h3>
        <span className={classes.quiet}>all of them sign until they end</span>
        <Button size="sm" icon="plus" onClick={() => onAct({ kind: 'secret' })}>
          New secret
        </Button>
      </div>
      <ul className={classes.secrets}>
        {endpoint.secrets.map((secret) => (
          <li key={secret.id}>
            <span className={classes.mono}>{secret.kind === 'hmac' ? `whsec_••••${secret.shown}` : secret.shown}</span>
            <span className={classes.quiet}>
              {secret.kind === 'hmac' ? '' : 'public key, '}since {formats.instant(secret.madeAt)}
              {secret.endsAt === null ? '' : `, ends ${formats.instant(secret.endsAt)}`}
            </span>
            {endpoint.secrets.length > 1 ? (
              <Button size="sm" variant="quiet" onClick={() => onAct({ kind: 'end-secret', secret })}>
                End now<span className="outpost-visually-hidden"> {secret.shown}</span>
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
