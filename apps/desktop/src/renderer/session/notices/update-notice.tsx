import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useState } from 'react';
import { useAppPorts } from '../../window/app-ports.tsx';
import { useShellState } from '../../window/use-shell-state.ts';
import { useSignedIn } from '../session-context.tsx';
import classes from '../session.module.css';

/**
 * A notice over every page while a newer version of the app is ready. Only the person restarts; "Later" hides the notice until the next
 * version, and the version is installed when they quit.
 */
export function UpdateNotice() {
  const update = useShellState()?.update;
  const { shell } = useAppPorts();
  const { unsent } = useSignedIn();
  const [isLater, setLater] = useState<string>();
  if (!update || isLater === update.version) return null;
  return (
    <div role="status" className={classes.standing}>
      <Icon name="info" />
      <span>
        Outpost {update.version} is ready.{' '}
        {unsent > 0
          ? 'Changes that are not sent yet stay on this device, and are sent afterwards.'
          : 'It is installed when you restart or quit.'}
      </span>
      <Button size="sm" onClick={() => shell?.ask({ kind: 'restart' })}>
        Restart to update
      </Button>
      <Button size="sm" onClick={() => setLater(update.version)}>
        Later
      </Button>
    </div>
  );
}
