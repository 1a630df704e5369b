import { Button, IconButton } from '@outpost/ui/parts/button';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { useAppPorts } from '../window/app-ports.tsx';
import { useActs } from '../queries/use-acts.ts';
import { useOutbox, useReplaced, useTray } from '../queries/sync-queries.ts';
import { DeviceFigures } from './device-figures.tsx';
import { OutboxDiary } from './outbox-diary.tsx';
import { ReplacedCards } from './replaced-cards.tsx';
import { SyncStateText } from './sync-state.tsx';
import { Tray } from './tray.tsx';
import { WaitingFiles } from './waiting-files.tsx';
import { Undertakings } from './undertakings.tsx';
import classes from './sync.module.css';

/**
 * The state of sync: waiting acts, refused acts, replaced values, and figures about this device. `entry`: the refused act or the
 * replaced value ("n field") that a link is about; it gets the focus.
 */
export function SyncPage({ entry }: { readonly entry?: string }) {
  const { bridge, saveFile, now } = useAppPorts();
  const formats = useFormats();
  const isNarrow = useNarrow();
  const { tell } = useActs();
  const outbox = useOutbox().data?.entries ?? [];
  const tray = useTray().data?.entries ?? [];
  const replaced = useReplaced().data?.entries ?? [];

  const saveCopy = async () => {
    const answer = await tell<'sync.exportUnsent'>(bridge.call('sync.exportUnsent', null));
    if (answer) saveFile(`outpost-unsent-${formats.dayOf(now())}.json`, answer.json);
  };
  const toDecide = (
    <>
      {tray.length > 0 ? <Tray entries={tray} wanted={entry} /> : null}
      {replaced.length > 0 ? <ReplacedCards entries={replaced} wanted={entry} /> : null}
    </>
  );
  return (
    <>
      <ViewBar
        title="Sync"
        secondary={
          <>
            {isNarrow ? (
              <IconButton
                icon="download"
                size={32}
                label="Save a copy of unsent changes"
                onClick={() => void saveCopy()}
              />
            ) : (
              <Button icon="download" onClick={() => void saveCopy()}>
                Save a copy of unsent changes
              </Button>
            )}
            <Button icon="swap" onClick={() => void tell<'sync.now'>(bridge.call('sync.now', null))}>
              Try now
            </Button>
          </>
        }
      />
      <div className={classes.page}>
        <div className={classes.left}>
          <SyncStateText />
          {isNarrow ? toDecide : null}
          <OutboxDiary entries={outbox} />
          <WaitingFiles />
          <Undertakings />
        </div>
        <div className={classes.right}>
          {isNarrow ? null : toDecide}
          <DeviceFigures />
        </div>
      </div>
    </>
  );
}
