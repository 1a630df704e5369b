import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownSource } from '../../../bridge/calls/source-calls.ts';
import { useActs } from '../../queries/use-acts.ts';
import { usePastCatalogue } from '../../records/use-entity.ts';
import { useAppPorts, useBridge } from '../../window/app-ports.tsx';
import classes from '../webhooks/webhooks.module.css';
import { type SourceAct, SourceDialog } from './source-dialog.tsx';
import { ReceivedLog } from './received-log.tsx';
import { modeWords, proofWords } from './source-words.ts';

type Props = {
  readonly source: ShownSource;
  readonly onEdit: () => void;
  readonly onSecret: (secret: string) => void;
  readonly onChanged: () => void;
  readonly onRemoved: () => void;
};

/** One source: its address, what it makes, its secrets, and what it has sent. */
export function SourceDetails({ source, onEdit, onSecret, onChanged, onRemoved }: Props) {
  const formats = useFormats();
  const now = useNowMs();
  const bridge = useBridge();
  const past = usePastCatalogue();
  const { copy } = useAppPorts();
  const { tell } = useActs();
  const [act, setAct] = useState<SourceAct>();
  const [isCopied, setCopied] = useState(false);
  const { id, name, url, offAt, proof, header, mapping, refused } = source;
  const kind = past.entities.get(mapping.entity);
  const turn = async (isOn: boolean): Promise<void> => {
    const done = await tell<'sources.change'>(
      bridge.call('sources.change', { id, isOn }),
      `${isOn ? 'Turned on' : 'Turned off'} ${name}`,
    );
    if (done !== undefined) onChanged();
  };
  return (
    <section className={classes.details} aria-labelledby="source">
      <h2 id="source" dir="auto">
        {name}
      </h2>
      {refused === null || (source.lastAt !== null && source.lastAt > refused.at) ? null : (
        <p className={classes.failing} role="status">
          <b>A request was refused {formats.relative(refused.at, now)}.</b> {refused.why} The sender does not learn why.
        </p>
      )}
      <dl className={classes.facts}>
        <dt>Address</dt>
        <dd>
          <span className={classes.mono}>{url}</span>{' '}
          <Button
            size="sm"
            variant="quiet"
            icon={isCopied ? 'check' : 'copy'}
            onClick={() => void copy(url).then(() => setCopied(true))}
          >
            {isCopied ? 'Copied' : 'Copy the address'}
          </Button>
        </dd>
        <dt>Does</dt>
        <dd>
          {kind === undefined ? mapping.entity : modeWords(mapping.mode, kind.label.one)}
          {mapping.matchBy === null || mapping.mode === 'create'
            ? ''
            : `, found by ${kind?.fields[mapping.matchBy]?.label ?? mapping.matchBy}`}
        </dd>
        <dt>Fields</dt>
        <dd>{formats.list(Object.keys(mapping.fields).map((field) => kind?.fields[field]?.label ?? field))}</dd>
        <dt>Proof</dt>
        <dd>
          {proofWords[proof].label}
          {header === null ? '' : `, ${header}`}
        </dd>
      </dl>
      <div className={classes.acts}>
        <Button size="sm" icon="pencil" onClick={onEdit}>
          Edit the fields
        </Button>
        <Button size="sm" variant="quiet" onClick={() => void turn(offAt !== null)}>
          {offAt === null ? 'Turn off' : 'Turn on'}
        </Button>
        <Button size="sm" variant="quiet" icon="trash" onClick={() => setAct({ kind: 'remove' })}>
          Remove…
        </Button>
      </div>
      <Secrets source={source} onAct={setAct} />
      <ReceivedLog source={source} onChanged={onChanged} />
      {act === undefined ? null : (
        <SourceDialog
          source={source}
          act={act}
          onClose={() => setAct(undefined)}
          onDone={(secret) => {
            setAct(undefined);
            if (secret !== undefined) onSecret(secret);
            if (act.kind === 'remove') onRemoved();
            else onChanged();
          }}
        />
      )}
    </section>
  );
}

/** The secrets that count, each until its end. */
function Secrets({ source, onAct }: { readonly source: ShownSource; readonly onAct: (act: SourceAct) => void }) {
  const formats = useFormats();
  const { secrets, proof } = source;
  return (
    <section aria-labelledby="secrets">
      <div className={classes.head}>
        <h3 id="secrets">{proof === 'token' ? 'Tokens' : 'Secrets'}</h3>
        <span className={classes.quiet}>all of them count until they end</span>
        <Button size="sm" icon="plus" onClick={() => onAct({ kind: 'secret' })}>
          {proof === 'token' ? 'New token' : 'New secret'}
        </Button>
      </div>
      <ul className={classes.secrets}>
        {secrets.map((secret) => (
          <li key={secret.id}>
            <span className={classes.mono}>
              {proof === 'standard' ? 'whsec_' : ''}••••{secret.shown}
            </span>
            <span className={classes.quiet}>
              since {formats.instant(secret.madeAt)}
              {secret.endsAt === null ? '' : `, ends ${formats.instant(secret.endsAt)}`}
            </span>
            {secrets.length > 1 ? (
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
