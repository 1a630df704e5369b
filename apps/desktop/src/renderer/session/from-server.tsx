import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import type { ReactNode } from 'react';
import type { LatestAnswer } from './use-from-server.ts';
import classes from '../window/page.module.css';

type Props<T> = {
  readonly answer: LatestAnswer<T>;
  /** Why an offline device has no answer, as the beginning of a sentence: "The reports are on the server". */
  readonly offline?: string;
  /** The warning next to an earlier answer. */
  readonly old?: string;
  readonly children?: (data: T) => ReactNode;
};

/**
 * Draws an answer of the server. Without a new answer it shows the reason: the question is still open, the device is
 * offline, or the server refused.
 */
export function FromServer<T>({ answer, offline, old = 'This list may be old.', children }: Props<T>) {
  const { data, problem, isOffline, again } = answer;
  return (
    <>
      {problem === undefined ? null : (
        <p className={classes.note} role="alert">
          <Icon name="cloud-off" size={14} />
          <span>
            {isOffline && offline !== undefined ? `${offline}, and this device is offline. ` : ''}
            {data === undefined ? problem : `${old} ${problem}`}
          </span>
          <Button size="sm" icon="refresh" onClick={again}>
            Ask again
          </Button>
        </p>
      )}
      {data === undefined && problem === undefined ? (
        <p className={classes.quiet} role="status">
          Asking the server…
        </p>
      ) : null}
      {data === undefined ? null : children?.(data)}
    </>
  );
}
