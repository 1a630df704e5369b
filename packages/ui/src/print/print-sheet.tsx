import { type ReactNode, useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import classes from './print.module.css';

/**
 * A sheet that only paper shows. While it is mounted, it is printed in place of the window: without the rail, the bar and the panel.
 * It opens the dialog of printing once, when `isReady` becomes true. `onPrint` is called just before, and `onPrinted` after the
 * dialog is closed.
 */
export function PrintSheet({
  isReady,
  onPrint,
  onPrinted,
  children,
}: {
  readonly isReady: boolean;
  readonly onPrint: () => void;
  readonly onPrinted: () => void;
  readonly children: ReactNode;
}) {
  const latest = useRef({ onPrint, onPrinted });
  useEffect(() => {
    latest.current = { onPrint, onPrinted };
  });
  useEffect(() => {
    if (!isReady) return undefined;
    const end = () => latest.current.onPrinted();
    window.addEventListener('afterprint', end);
    latest.current.onPrint();
    window.print();
    return () => window.removeEventListener('afterprint', end);
  }, [isReady]);
  useEffect(() => {
    document.body.toggleAttribute('data-printed-sheet', true);
    return () => void document.body.toggleAttribute('data-printed-sheet', false);
  }, []);
  return createPortal(
    <div className={classes.sheet} data-printed>
      {children}
    </div>,
    document.body,
  );
}
