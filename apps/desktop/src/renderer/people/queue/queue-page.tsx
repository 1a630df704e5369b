import { mostCountedWork, type WorkState, queuedStates } from '@outpost/domain/kernel/catalogue/intents/queued-work';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { ChoiceTabs } from '@outpost/ui/frame/choice-tabs';
import { Button } from '@outpost/ui/parts/button';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useState } from 'react';
import type { CallOutput } from '../../../bridge/contract.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { NotForYou } from '../not-for-you.tsx';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { useMayAdminister, usePeopleEntities } from '../use-people.ts';
import { QueueTable } from './queue-table.tsx';
import { kindWords, workStateWords } from './queue-words.ts';
import classes from '../people.module.css';
import own from './queue.module.css';

const at = '/settings/queue';
/** The page asks again while it is open: what waits goes out by itself. */
const everyMs = 15_000;

/** The work that only the server can do, such as sending e-mails: what waits, runs, or has ended without success. For administrators. */
export function ServerWorkPage() {
  const may = useMayAdminister();
  const { role } = usePeopleEntities();
  if (!may.role)
    return <NotForYou at={at} what="roles" title="Only administrators see what the server has to do" list={role} />;
  return (
    <>
      <SettingsBar at={at} />
      <div className={classes.page}>
        <Queue />
      </div>
    </>
  );
}

function Queue() {
  const [state, setState] = useState<WorkState>('waiting');
  const [before, setBefore] = useState<string | null>(null);
  const answer = useFromServer('queue.list', { state, before }, { everyMs });
  const choose = (next: WorkState): void => {
    setState(next);
    setBefore(null);
  };
  return (
    <>
      <StateTabs state={state} onState={choose} counts={answer.data?.counts} />
      <FromServer answer={answer} offline="The server has this list">
        {(data) => (
          <>
            <Resting resting={data.resting} />
            {data.work.length === 0 ? (
              <EmptyState icon={workStateWords[state].icon} title={workStateWords[state].none}>
                {state === 'waiting'
                  ? 'What only the server can do appears here until it is done, such as an e-mail that somebody has written.'
                  : 'Work in this state appears here.'}
              </EmptyState>
            ) : (
              <>
                <p className={own.about}>{workStateWords[state].about}</p>
                <QueueTable state={state} data={data} onActed={answer.again} />
              </>
            )}
            {before === null && data.next === null ? null : (
              <div className={classes.line}>
                {before === null ? null : (
                  <Button size="sm" onClick={() => setBefore(null)}>
                    Newest
                  </Button>
                )}
                {data.next === null ? null : (
                  <Button size="sm" onClick={() => setBefore(data.next)}>
                    Older
                  </Button>
                )}
              </div>
            )}
          </>
        )}
      </FromServer>
    </>
  );
}

type Counts = CallOutput<'queue.list'>['counts'];

/** The states to choose from, each with the number of its work. */
function StateTabs({
  state,
  onState,
  counts,
}: {
  readonly state: WorkState;
  readonly onState: (state: WorkState) => void;
  readonly counts: Counts | undefined;
}) {
  const formats = useFormats();
  const countOf = (one: WorkState): string | undefined => {
    const count = counts?.[one];
    if (count === undefined) return undefined;
    return `${formats.count(count)}${count >= mostCountedWork ? ' or more' : ''}`;
  };
  return (
    <ChoiceTabs
      label="State"
      choices={queuedStates.map((one) => ({ value: one, label: workStateWords[one].label, count: countOf(one) }))}
      value={state}
      onChoose={onState}
    />
  );
}

/** Says which providers cannot be reached. */
function Resting({ resting }: { readonly resting: CallOutput<'queue.list'>['resting'] }) {
  const formats = useFormats();
  return resting.map(({ kind, until }) => (
    <p key={kind} className={classes.note} role="status">
      The server that sends {kindWords(kind).many} can’t be reached. It is tried again at {formats.instant(until)}. What
      waits for it uses up no tries.
    </p>
  ));
}
