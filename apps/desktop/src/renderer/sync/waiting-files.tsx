import { useQuery } from '@tanstack/react-query';
import { sizeText } from '@outpost/ui/fields/editors/file-field';
import { Button } from '@outpost/ui/parts/button';
import { ask } from '../queries/ask.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { useBridge } from '../window/app-ports.tsx';
import classes from './sync.module.css';

/** Chosen: the page is open for a short time, and the number falls visibly. */
const everyMs = 2_000;

/**
 * The files on this device that the server does not have, with the reason if sending failed. It draws nothing if there
 * are none.
 */
export function WaitingFiles() {
  const bridge = useBridge();
  const { data, refetch } = useQuery({
    queryKey: queryKeyOf('files.waiting', '', null),
    queryFn: () => ask(bridge, 'files.waiting', null),
    refetchInterval: everyMs,
  });
  if (!data || data.files === 0) return null;
  return (
    <section aria-label="Files to send" className={classes.waitingFiles}>
      <p role="status">
        {data.files === 1 ? '1 file' : `${data.files} files`} to send, {sizeText(data.bytes)}. They stay on this device
        until the server has them.
      </p>
      {data.problem === null ? null : <p>{data.problem}</p>}
      <Button size="sm" icon="refresh" onClick={() => void bridge.call('files.sendNow', null).then(() => refetch())}>
        Send files now
      </Button>
    </section>
  );
}
