import type { ReactNode } from 'react';
import { Icon } from '../parts/icons.tsx';
import classes from './state-block.module.css';

/** The text of a place without content: the missing content, the reason, and at most two buttons. */
export type StateBlockProps = {
  readonly icon: string;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly isAlert?: boolean | undefined;
  /** Whether nothing else is on the page: the title is the page's heading. */
  readonly isPage?: boolean | undefined;
};

/** The common layout of all states: icon, title, reason, buttons. */
export function StateBlock({ icon, title, children, actions, isAlert = false, isPage = false }: StateBlockProps) {
  const Heading = isPage ? 'h1' : 'h2';
  return (
    <div className={classes.block} role={isAlert ? 'alert' : undefined}>
      <span className={classes.icon}>
        <Icon name={icon} size={20} />
      </span>
      <Heading>{title}</Heading>
      {children === undefined ? null : <p>{children}</p>}
      {actions === undefined ? null : <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
