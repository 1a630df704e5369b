import { type PointerEvent as ReactPointerEvent, useEffect, useRef } from 'react';

const START_PX = 5; // a shorter movement is a press, not a drag
const HOLD_MS = 280; // a finger that rests this long picks the thing up; a finger that moves earlier scrolls

/** A place of the pointer in the window. */
export type PointerPoint = { readonly clientX: number; readonly clientY: number };

/** The callbacks of one drag. */
export type PointerFollower = {
  /** Begins the drag. Returns false where the thing may not be dragged. */
  readonly begin: (at: PointerPoint) => boolean;
  readonly move: (at: PointerPoint) => void;
  /** Ends the drag where the pointer was last. */
  readonly drop: () => void;
  /** Ends the drag without a result. */
  readonly cancel: () => void;
  /** Called for each frame: scrolls when the pointer is near an edge. Returns whether anything was scrolled. */
  readonly scroll?: (at: PointerPoint) => boolean;
};

/** Follows the pointer from a press to its release. */
export type PointerFollow = {
  readonly follow: (pressed: ReactPointerEvent<HTMLElement>, follower: PointerFollower) => void;
  /** Whether the click event that comes now is the end of a drag, and therefore not a press. */
  readonly wasDragged: () => boolean;
};

/**
 * Handles drags by pointer events, so that mouse, pen and finger behave alike. A mouse starts a drag after a few
 * pixels, a finger after resting a moment. Esc, a lost pointer and an unmounted component cancel the drag. A refused
 * drag ends immediately. Its release is not a press either.
 */
export function usePointerFollow(): PointerFollow {
  const stop = useRef<() => void>(undefined);
  const justDragged = useRef(false);
  useEffect(() => () => stop.current?.(), []);

  const follow = (pressed: ReactPointerEvent<HTMLElement>, follower: PointerFollower) => {
    if (pressed.button !== 0 || stop.current) return;
    const { pointerId } = pressed;
    const isTouch = pressed.pointerType === 'touch';
    const start: PointerPoint = { clientX: pressed.clientX, clientY: pressed.clientY };
    let last = start;
    let isOn = false;
    let hold: ReturnType<typeof setTimeout> | undefined;
    let frame = 0;
    // The click event follows the release immediately. It must not count as a press.
    const released = () => {
      setTimeout(() => {
        justDragged.current = false;
      }, 0);
    };
    const end = () => {
      clearTimeout(hold);
      cancelAnimationFrame(frame);
      isOn = false;
      window.removeEventListener('pointermove', moved);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', lost);
      window.removeEventListener('keydown', key, true);
      window.removeEventListener('touchmove', still);
      stop.current = undefined;
    };
    const refused = () => {
      end();
      const over = () => {
        window.removeEventListener('pointerup', over);
        window.removeEventListener('pointercancel', over);
        released();
      };
      window.addEventListener('pointerup', over);
      window.addEventListener('pointercancel', over);
    };
    const scrollAlong = () => {
      if (follower.scroll?.(last) === true) follower.move(last);
      frame = requestAnimationFrame(scrollAlong);
    };
    const begin = () => {
      justDragged.current = true;
      if (!follower.begin(last)) return refused();
      isOn = true;
      frame = requestAnimationFrame(scrollAlong);
    };
    const moved = (at: PointerEvent) => {
      if (at.pointerId !== pointerId) return;
      last = { clientX: at.clientX, clientY: at.clientY };
      if (isOn) return follower.move(last);
      if (Math.hypot(last.clientX - start.clientX, last.clientY - start.clientY) <= START_PX) return;
      if (isTouch) return end(); // the finger scrolls
      begin();
      if (isOn) follower.move(last);
    };
    const up = (at: PointerEvent) => {
      if (at.pointerId !== pointerId) return;
      const isDrop = isOn;
      end();
      released();
      if (isDrop) follower.drop();
    };
    const lost = () => {
      const isBack = isOn;
      end();
      released();
      if (isBack) follower.cancel();
    };
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !isOn) return;
      event.preventDefault();
      event.stopPropagation();
      lost();
    };
    const still = (touched: TouchEvent) => {
      if (isOn) touched.preventDefault(); // the page must not scroll during a drag
    };
    if (isTouch) hold = setTimeout(begin, HOLD_MS);
    window.addEventListener('pointermove', moved);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', lost);
    window.addEventListener('keydown', key, true);
    window.addEventListener('touchmove', still, { passive: false });
    stop.current = lost;
  };
  return { follow, wasDragged: () => justDragged.current };
}
