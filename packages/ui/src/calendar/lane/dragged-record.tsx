import { useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useFormats } from '../../formats/formats-context.tsx';
import { whenText } from '../calendar-words.ts';
import type { MovingEvent } from '../moves/use-event-move.ts';
import { isSameTime } from '../moves/moved-time.ts';
import classes from './lane.module.css';

const OFFSET_PX = 12; // the record is drawn beside the pointer, so that the place below the pointer stays in sight

/** The record under the pointer during a drag out of the lane or into it, with a hint: the result of a drop here. */
export function DraggedRecord({ moving }: { readonly moving: MovingEvent }) {
  const formats = useFormats();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const follow = ({ clientX, clientY }: PointerEvent) => {
      const { style, offsetWidth } = box.current ?? {};
      if (!style) return;
      const left = Math.min(clientX + OFFSET_PX, document.documentElement.clientWidth - (offsetWidth ?? 0) - 16);
      style.transform = `translate(${Math.max(8, left)}px, ${clientY + OFFSET_PX}px)`;
    };
    window.addEventListener('pointermove', follow);
    return () => window.removeEventListener('pointermove', follow);
  }, []);
  const { event, time, from } = moving;
  if (from === 'days' && time !== undefined) return null; // the event itself follows the pointer
  const hint = isSameTime(time, event.time)
    ? 'Drop on a day to plan it'
    : time === undefined
      ? 'Drop to remove its time'
      : `Drop to plan ${whenText(time, formats)}`;
  return createPortal(
    <div ref={box} className={classes.dragged} aria-hidden>
      <div className={classes.row}>
        <span className={classes.words}>
          <b dir="auto">{event.title}</b>
          <span dir="auto">{event.detail ?? event.kind}</span>
        </span>
      </div>
      <div className={classes.hint}>{hint}</div>
    </div>,
    document.body,
  );
}
