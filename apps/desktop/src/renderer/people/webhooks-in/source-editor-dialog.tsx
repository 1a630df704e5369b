import { Checkbox, NativeSelect, Radio, Textarea, TextInput } from '@mantine/core';
import { matchFields, sourceModes, type SourceMode } from '@outpost/domain/kernel/webhooks-in/source-mapping';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownSource } from '../../../bridge/calls/source-calls.ts';
import type { CallOutput } from '../../../bridge/contract.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import { FaultList } from './fault-list.tsx';
import { MappingRows } from './mapping-rows.tsx';
import { indented } from './received-log.tsx';
import { modeWords, proofWords } from './source-words.ts';
import { savedMapping, type SourceDraft, useSourceDraft } from './use-source-draft.ts';
import classes from './webhooks-in.module.css';

type Proof = ShownSource['proof'];
type Problem = { readonly at: string; readonly text: string };
type Props = {
  /** Undefined: a new one is made. */
  readonly source: ShownSource | undefined;
  readonly onClose: () => void;
  /** With the secret of a new source. */
  readonly onSaved: (source: ShownSource, secret: string | undefined) => void;
};

/** Makes a source, or changes what it does with a payload. A sample shows at once what each field would get. */
export function SourceEditorDialog({ source, onClose, onSaved }: Props) {
  const bridge = useBridge();
  const draft = useSourceDraft(source);
  const { name, mapping, entity, kinds, problem } = draft;
  const [proof, setProof] = useState<Proof>('standard');
  const [header, setHeader] = useState('');
  const [error, setError] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    if (isBusy) return;
    if (name.trim() === '') return setError({ at: 'name', text: 'Name it after the program that sends.' });
    if (problem) return setError({ at: problem.at, text: problem.message });
    setBusy(true);
    const settings = { name: name.trim(), mapping: savedMapping(mapping) };
    const saved = source === undefined ? await make(settings) : await change(source.id, settings);
    setBusy(false);
    if (!saved.ok) return setError({ at: 'form', text: refusalText(saved) });
    return onSaved(saved.source, saved.secret);
  };
  type Settings = { readonly name: string; readonly mapping: typeof mapping };
  const make = async (settings: Settings) => {
    const made = await bridge.call('sources.make', { ...settings, proof, header: proof === 'standard' || header.trim() === '' ? null : header.trim() }); // prettier-ignore
    return made.ok ? { ok: true as const, source: made.value.source, secret: made.value.secret.secret } : made;
  };
  const change = async (id: string, settings: Settings) => {
    const changed = await bridge.call('sources.change', { id, ...settings });
    return changed.ok ? { ok: true as const, source: changed.value, secret: undefined } : changed;
  };
  const found = entity === undefined ? [] : matchFields(entity);
  const isFieldProblem = error !== undefined && !['name', 'matchBy'].includes(error.at);
  return (
    <Dialog onClose={onClose} title={source === undefined ? 'New source' : `Fields of ${source.name}`} size={1_040}>
      <SubmitForm className={dialog.dialog} onSubmit={save}>
        <div className={classes.columns}>
          <div className={classes.column}>
            <TextInput
              label="Name of the source"
              description="The program that sends. The history names it."
              value={name}
              error={error?.at === 'name' ? error.text : undefined}
              data-autofocus
              maxLength={120}
              onChange={(event) => draft.setName(event.currentTarget.value)}
            />
            <NativeSelect
              label="A delivery becomes"
              data={kinds.map((one) => ({ value: one.name, label: one.label.one }))}
              value={mapping.entity}
              onChange={(event) => draft.setKind(event.currentTarget.value)}
            />
            <Radio.Group
              label="What it does"
              value={mapping.mode}
              onChange={(value) => draft.change({ mode: sourceModes.find((one) => one === value) ?? 'create' })}
            >
              <div className={classes.radios}>
                {sourceModes.map((one: SourceMode) => (
                  <Radio key={one} value={one} label={modeWords(one, entity?.label.one ?? 'record')} />
                ))}
              </div>
            </Radio.Group>
            {mapping.mode === 'create' ? null : (
              <NativeSelect
                label="Found by"
                description="Where several records have the value, nothing is changed, and the log says so."
                error={error?.at === 'matchBy' ? error.text : undefined}
                data={[{ value: '', label: 'Choose…' }, ...found.map(([one, { label }]) => ({ value: one, label }))]}
                value={mapping.matchBy ?? ''}
                onChange={(event) => draft.change({ matchBy: event.currentTarget.value || null })}
              />
            )}
            <MappingRows draft={draft} problemAt={error?.at} />
            {mapping.mode === 'change' ? null : (
              <Checkbox
                label="New records belong to me"
                description="Left empty, they belong to nobody until somebody takes them."
                checked={mapping.isOwned}
                onChange={(event) => draft.change({ isOwned: event.currentTarget.checked })}
              />
            )}
            {source === undefined ? (
              <ProofChoice proof={proof} header={header} onProof={setProof} onHeader={setHeader} />
            ) : null}
          </div>
          <SamplePane source={source} draft={draft} />
        </div>
        {isFieldProblem ? <p role="alert">{error.text}</p> : null}
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            keys="mod+enter"
            disabledReason={isBusy ? 'The server is being asked.' : undefined}
          >
            {source === undefined ? 'Add the source' : 'Save'}
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}

type ProofProps = {
  readonly proof: Proof;
  readonly header: string;
  readonly onProof: (proof: Proof) => void;
  readonly onHeader: (header: string) => void;
};

const usualHeader = { body: 'X-Hub-Signature-256', token: 'Authorization' } as const;

function ProofChoice({ proof, header, onProof, onHeader }: ProofProps) {
  return (
    <>
      <Radio.Group
        label="How the sender proves itself"
        value={proof}
        onChange={(value) => onProof((['standard', 'body', 'token'] as const).find((one) => one === value) ?? 'standard')} // prettier-ignore
      >
        <div className={classes.radios}>
          {(['standard', 'body', 'token'] as const).map((one) => (
            <Radio key={one} value={one} label={proofWords[one].label} description={proofWords[one].describes} />
          ))}
        </div>
      </Radio.Group>
      {proof === 'standard' ? null : (
        <TextInput
          label="Header"
          description={`Left empty: ${usualHeader[proof]}.`}
          value={header}
          maxLength={60}
          spellCheck={false}
          dir="ltr"
          onChange={(event) => onHeader(event.currentTarget.value)}
        />
      )}
    </>
  );
}

type SampleProps = { readonly source: ShownSource | undefined; readonly draft: SourceDraft };

/** A payload as the sender posts it, and what the server would do with it. */
function SamplePane({ source, draft }: SampleProps) {
  const bridge = useBridge();
  const { sample, setSample, read, entity, mapping, problem } = draft;
  const [tried, setTried] = useState<{ readonly of: string; readonly found: CallOutput<'sources.preview'> | string }>();
  const [told, setTold] = useState<string>();
  const asked = `${JSON.stringify(mapping)} ${sample}`;
  const take = async (id: string): Promise<void> => {
    const last = await bridge.call('sources.deliveries', { id, state: null, before: null });
    const payload = last.ok ? last.value.deliveries.find((one) => one.payload !== null)?.payload : undefined;
    setTold(last.ok ? (payload == null ? 'Nothing came yet.' : undefined) : refusalText(last));
    if (payload != null) setSample(indented(payload));
  };
  const tryIt = async (): Promise<void> => {
    if (read.payload === undefined) return;
    if (problem) return setTried({ of: asked, found: problem.message });
    const found = await bridge.call('sources.preview', { mapping: savedMapping(mapping), payload: read.payload });
    return setTried({ of: asked, found: found.ok ? found.value : refusalText(found) });
  };
  return (
    <section aria-label="Try it with a sample" className={classes.sample}>
      <Textarea
        label="Sample"
        description="Paste a body that the sender posts. It is not kept."
        value={sample}
        error={read.problem}
        autosize
        minRows={8}
        maxRows={22}
        maxLength={65_536}
        spellCheck={false}
        autoComplete="off"
        dir="ltr"
        classNames={{ input: classes.code ?? '' }}
        onChange={(event) => setSample(event.currentTarget.value)}
      />
      <div className={classes.head}>
        {source === undefined ? null : (
          <Button size="sm" icon="undo" onClick={() => void take(source.id)}>
            Take the last delivery
          </Button>
        )}
        <Button
          size="sm"
          icon="play"
          disabledReason={read.payload === undefined ? 'Paste a sample first.' : undefined}
          onClick={() => void tryIt()}
        >
          Try the sample
        </Button>
      </div>
      {told === undefined ? null : (
        <p role="status" className={dialog.quiet}>
          {told}
        </p>
      )}
      {tried?.of === asked ? (
        <div role="status" className={classes.outcome}>
          <Outcome found={tried.found} entity={entity} />
        </div>
      ) : null}
    </section>
  );
}

type OutcomeProps = {
  readonly found: CallOutput<'sources.preview'> | string;
  readonly entity: SourceDraft['entity'];
};

function Outcome({ found, entity }: OutcomeProps) {
  if (typeof found === 'string') return found;
  const one = entity?.label.one.toLowerCase() ?? 'record';
  if (found.kind === 'created') return `It would add a new ${one}. Nothing was written.`;
  if (found.kind === 'changed') return `It would change the ${one} that is there. Nothing was written.`;
  if (found.kind === 'same') return `The ${one} that is there has these values already.`;
  return (
    <>
      <b>It would be refused:</b>
      <FaultList faults={found.faults} entity={entity} />
    </>
  );
}
