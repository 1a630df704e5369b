import { type ReactNode, useLayoutEffect, useRef } from 'react';
import classes from '../record/record-panel.module.css';

type Props = {
  /** The bar above both. */
  readonly bar: ReactNode;
  readonly list: ReactNode;
  readonly panel: ReactNode | undefined;
  /** The panel holds settings of the list, and needs less room than a record. */
  readonly isSlim?: boolean;
  /** The panel takes the place of the list. */
  readonly isFull?: boolean;
};

/** A bar, and below it a list with a panel beside it. The list keeps its scroll position. On screens up to 720 px wide only the panel is shown. */
export function ListBesidePanel({ bar, list, panel, isSlim = false, isFull = false }: Props) {
  const isOpen = panel !== undefined && panel !== null;
  const isHidden = isOpen && isFull;
  const hidden = useRef<HTMLDivElement>(null);
  // A browser takes the focus from a hidden element a moment later. Until then the next key would still act on the list.
  useLayoutEffect(() => {
    const focused = document.activeElement;
    if (isHidden && focused instanceof HTMLElement && hidden.current?.contains(focused)) focused.blur();
  }, [isHidden]);
  return (
    <>
      <div className={classes.bar} data-open={isOpen || undefined}>
        {bar}
      </div>
      <div
        className={classes.two}
        data-open={isOpen || undefined}
        data-slim={isSlim || undefined}
        data-full={isHidden || undefined}
      >
        <div ref={hidden} className={classes.list}>
          {list}
        </div>
        {panel}
      </div>
    </>
  );
}
