import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ask } from '../../queries/ask.ts';
import { queryKeyOf } from '../../queries/query-key-of.ts';
import { useActs } from '../../queries/use-acts.ts';
import { useBridge } from '../../window/app-ports.tsx';
import classes from '../security.module.css';

/**
 * Shows that an administrator will remove this person's second factors, with a button that stops it (ADR 85). Renders
 * nothing if no removal is pending.
 */
export function RecoveryNotice() {
  const bridge = useBridge();
  const formats = useFormats();
  const client = useQueryClient();
  const { tell } = useActs();
  const key = queryKeyOf('factors.recovery', '', null);
  const { data } = useQuery({ queryKey: key, queryFn: () => ask(bridge, 'factors.recovery', null), retry: false });
  const recovery = data?.recovery;
  if (!recovery) return null;
  const stop = async () => {
    await tell<'factors.stopRecovery'>(bridge.call('factors.stopRecovery', null), 'Stopped. Your second factors stay');
    await client.invalidateQueries({ queryKey: key });
  };
  return (
    <section className={classes.section} role="alert">
      <p>
        An administrator will remove your second factors {formats.instant(recovery.dueAt)}. If you did not ask for it,
        stop it.
      </p>
      <div>
        <Button variant="primary" onClick={() => void stop()}>
          Stop it
        </Button>
      </div>
    </section>
  );
}
