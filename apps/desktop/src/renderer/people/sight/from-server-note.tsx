import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useIsOffline } from '../use-people.ts';
import type { SightReply } from './use-sight.ts';
import classes from './sight.module.css';

/** Says that the server is being asked, or why it gave no answer. Draws nothing once there is an answer. */
export function FromServerNote({ data, problem, again }: SightReply<unknown>) {
  const isOffline = useIsOffline();
  if (problem !== undefined)
    return (
      <p className={classes.note} role="alert">
        <Icon name="cloud-off" size={14} />
        <span>
          {isOffline ? 'The server judges the rights of others, and this device is offline. ' : ''}
          {problem}
        </span>
        <Button size="sm" icon="refresh" onClick={again}>
          Ask again
        </Button>
      </p>
    );
  return data === undefined ? (
    <p className={classes.quiet} role="status">
      Asking the server…
    </p>
  ) : null;
}
