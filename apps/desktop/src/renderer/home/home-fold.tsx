import { Icon } from '@outpost/ui/parts/icons';
import type { ReactNode } from 'react';
import { useFold } from '../queries/use-fold.ts';
import classes from './home.module.css';

/** A part of the home page with a heading that folds it. This device remembers the choice. */
export function HomeFold({
  id,
  title,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly children: ReactNode;
}) {
  const [isFolded, fold] = useFold(id, false);
  return (
    <section aria-labelledby={`home-part-${id}`} className={classes.part}>
      <h2 id={`home-part-${id}`} className={classes.partTitle}>
        <button type="button" aria-expanded={isFolded !== true} onClick={() => fold(isFolded !== true)}>
          <Icon name={isFolded === true ? 'chevron-right' : 'chevron-down'} size={14} />
          {title}
        </button>
      </h2>
      {isFolded === false ? children : null}
    </section>
  );
}
