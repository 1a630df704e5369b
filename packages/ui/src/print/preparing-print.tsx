import { useEffect, useRef } from 'react';
import { Button } from '../parts/button.tsx';
import classes from './print.module.css';

/** Says that the pages of a print are being prepared. Its button stops that, and so does Esc, before any part of the page gets it. */
export function PreparingPrint({ text, onStop }: { readonly text: string; readonly onStop: () => void }) {
  const stop = useRef(onStop);
  useEffect(() => {
    stop.current = onStop;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      stop.current();
    };
    document.addEventListener('keydown', onKeyDown, true);
    return () => document.removeEventListener('keydown', onKeyDown, true);
  }, []);
  return (
    <div className={classes.preparing}>
      <span role="status">{text}</span>
      <Button size="sm" keys="escape" onClick={onStop}>
        Stop
      </Button>
    </div>
  );
}
