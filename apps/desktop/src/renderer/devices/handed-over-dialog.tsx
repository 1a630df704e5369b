import { Checkbox } from '@mantine/core';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeviceSession, ShownHandedAct } from '../../bridge/calls/identity/device-calls.ts';
import { ask } from '../queries/ask.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { refusalText } from '../queries/use-acts.ts';
import { useAppPorts } from '../window/app-ports.tsx';
import { Dialog } from '../window/dialog.tsx';
import dialog from '../window/dialog.module.css';
import { handedWords } from './device-words.ts';
import { useDevicesAgain } from './use-devices-again.ts';
import classes from './devices.module.css';

type Outcome = { readonly id: string; readonly problem: string | null };
type Props = { readonly session: DeviceSession; readonly wipe: string; readonly onClose: () => void };

/** The changes that a wiped device handed over. An administrator applies chosen ones under their own name, or saves all as a file. */
export function HandedOverDialog({ session, wipe, onClose }: Props) {
  const { bridge } = useAppPorts();
  const input = { id: wipe };
  const { data, error, refetch } = useQuery({
    queryKey: queryKeyOf('devices.handedOver', '', input),
    queryFn: () => ask(bridge, 'devices.handedOver', input),
    staleTime: Number.POSITIVE_INFINITY, // each request writes an entry to the journal
    retry: false,
  });
  return (
    <Dialog onClose={onClose} title={`Handed over by ${session.name}`} size="md" isForReading>
      {data ? (
        <Acts {...{ session, wipe, onClose }} acts={data.acts} drafts={data.drafts} files={data.files} />
      ) : error ? (
        <div className={dialog.dialog}>
          <p role="alert" className={classes.error}>
            {error.message}
          </p>
          <div className={dialog.acts}>
            <Button icon="refresh" onClick={() => void refetch()}>
              Ask again
            </Button>
          </div>
        </div>
      ) : (
        <p role="status" className={dialog.quiet}>
          Asking the server…
        </p>
      )}
    </Dialog>
  );
}

type ActsProps = Props & { readonly acts: readonly ShownHandedAct[]; readonly drafts: number; readonly files: number };

function Acts({ session, wipe, acts, drafts, files, onClose }: ActsProps) {
  const { bridge, saveFile } = useAppPorts();
  const formats = useFormats();
  const now = useNowMs();
  const again = useDevicesAgain();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly problem?: string }>({ isBusy: false });
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const open = acts.filter(({ since, id }) => since === 'none' && !isApplied(outcomes, id));
  const whose = session.personName ?? 'this person';

  const apply = async () => {
    if (state.isBusy || chosen.size === 0) return;
    setState({ isBusy: true });
    const answer = await bridge.call('devices.applyHandedOver', { id: wipe, acts: [...chosen] });
    if (!answer.ok) return setState({ isBusy: false, problem: refusalText(answer) });
    setOutcomes((before) => [...before.filter(({ id }) => !chosen.has(id)), ...answer.value.acts]);
    setChosen(new Set());
    setState({ isBusy: false });
    again();
    void client.invalidateQueries({ queryKey: queryKeyOf('devices.handedOver', '', { id: wipe }) });
  };
  const choose = (ids: readonly string[], isOn: boolean) =>
    setChosen((before) => new Set(isOn ? [...before, ...ids] : [...before].filter((id) => !ids.includes(id))));

  return (
    <SubmitForm className={dialog.dialog} onSubmit={apply}>
      <p className={dialog.quiet}>
        {whose} had not sent these. If you apply them, they are your changes: your rights decide, and later changes of
        others stay. The journal notes that you have read them.
      </p>
      {acts.length === 0 ? <p className={dialog.quiet}>Everything had been sent: there are no changes.</p> : null}
      {open.length > 1 ? (
        <Checkbox
          label={`All ${formats.plural(open.length, 'change', 'changes')}`}
          checked={open.every(({ id }) => chosen.has(id))}
          indeterminate={chosen.size > 0 && !open.every(({ id }) => chosen.has(id))}
          onChange={(event) =>
            choose(
              open.map(({ id }) => id),
              event.currentTarget.checked,
            )
          }
        />
      ) : null}
      <ul className={classes.handed}>
        {acts.map((act) => {
          const problem = outcomes.find(({ id }) => id === act.id)?.problem ?? null;
          const isOpen = open.includes(act);
          return (
            <li key={act.id}>
              {isOpen ? (
                <Checkbox
                  label={<bdi>{act.label}</bdi>}
                  description={handedWords(act, formats, now)}
                  error={problem}
                  checked={chosen.has(act.id)}
                  onChange={(event) => choose([act.id], event.currentTarget.checked)}
                />
              ) : (
                <span className={classes.two}>
                  <bdi>{act.label}</bdi>
                  <span className={classes.quiet}>
                    {act.since === 'arrived' ? 'Had arrived before' : 'Applied'}, {handedWords(act, formats, now)}
                  </span>
                </span>
              )}
            </li>
          );
        })}
      </ul>
      {drafts + files > 0 ? (
        <p className={dialog.quiet}>
          Also handed over: {formats.plural(drafts, 'unfinished text', 'unfinished texts')},{' '}
          {formats.plural(files, 'file', 'files')}. They stay encrypted on the server.
        </p>
      ) : null}
      {state.problem === undefined ? null : (
        <p role="alert" className={classes.error}>
          {state.problem}
        </p>
      )}
      <div className={dialog.acts}>
        <Button
          icon="download"
          onClick={() =>
            saveFile(
              `outpost-handed-over-${session.name.replaceAll(/[^\p{L}\p{N}-]+/gu, '-')}.json`,
              JSON.stringify({ device: session.name, person: session.personName, acts }, null, 2),
            )
          }
        >
          Save as a file
        </Button>
        <Button onClick={onClose}>Close</Button>
        <Button
          type="submit"
          variant="primary"
          keys="mod+enter"
          disabledReason={state.isBusy ? 'Under way.' : chosen.size === 0 ? 'Choose the changes to apply.' : undefined}
        >
          {chosen.size === 0 ? 'Apply' : `Apply ${formats.plural(chosen.size, 'change', 'changes')}`}
        </Button>
      </div>
    </SubmitForm>
  );
}

const isApplied = (outcomes: readonly Outcome[], act: string): boolean =>
  outcomes.some(({ id, problem }) => id === act && problem === null);
