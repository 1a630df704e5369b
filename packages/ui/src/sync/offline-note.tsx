import type { ReactNode } from 'react';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';
import classes from './note.module.css';

/**
 * A note for functions that need the network. Offline is not an error: the note lists the working functions and the waiting
 * changes.
 */
export function OfflineNote({
  children = 'Everything you do is saved here and sent when there is a network.',
  onTry,
}: {
  readonly children?: ReactNode;
  readonly onTry?: (() => void) | undefined;
}) {
  return (
    <div className={classes.note} role="note">
      <span className={classes.icon}>
        <Icon name="cloud-off" />
      </span>
      <div className={classes.text}>
        <b>Offline, working from this device</b>
        <div>{children}</div>
      </div>
      {onTry ? (
        <Button size="sm" icon="refresh" onClick={onTry}>
          Try now
        </Button>
      ) : null}
    </div>
  );
}
