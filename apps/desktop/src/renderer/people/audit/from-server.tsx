import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import type { ReactNode } from 'react';
import { useIsOffline } from '../use-people.ts';
import type { AuditDocuments } from './use-audit-documents.ts';
import classes from './audit.module.css';

type Props = AuditDocuments & {
  /** The subject of the sentences, a plural: "The reports". */
  readonly what: string;
  readonly children: (listed: NonNullable<AuditDocuments['listed']>) => ReactNode;
};

/** Draws a list that the server has. Without the list it shows the reason: still loading, offline, or refused. */
export function FromServer({ listed, problem, again, what, children }: Props) {
  const isOffline = useIsOffline();
  return (
    <>
      {problem === undefined ? null : (
        <p className={classes.note} role="alert">
          <Icon name="cloud-off" size={14} />
          <span>
            {isOffline ? `${what} are on the server, and this device is offline. ` : ''}
            {listed === undefined ? problem : `This list may be old. ${problem}`}
          </span>
          <Button size="sm" icon="refresh" onClick={again}>
            Ask again
          </Button>
        </p>
      )}
      {listed === undefined && problem === undefined ? (
        <p className={classes.quiet} role="status">
          Asking the server…
        </p>
      ) : null}
      {listed === undefined ? null : children(listed)}
    </>
  );
}
