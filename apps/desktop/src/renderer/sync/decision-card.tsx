import { type ReactNode, useEffect, useRef } from 'react';
import classes from './sync.module.css';

/**
 * A decision for the person, as a card. `isWanted`: a link leads to it, so it gets the focus and is scrolled into view.
 */
export function DecisionCard({
  label,
  isWanted,
  children,
}: {
  readonly label: string;
  readonly isWanted: boolean;
  readonly children: ReactNode;
}) {
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!isWanted) return;
    card.current?.scrollIntoView({ block: 'center' });
    card.current?.focus({ preventScroll: true });
  }, [isWanted]);
  return (
    <article ref={card} tabIndex={-1} aria-label={label} className={classes.card}>
      {children}
    </article>
  );
}
