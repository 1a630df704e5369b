import { useRef } from 'react';
import type { DoneHow, EditorProps } from './editor-props.ts';

/**
 * Returns a function that reports once how the person left the editor. In rows and cells the first event unmounts the editor,
 * whose blur event must not report another one. In a form the editor stays, and each event is reported.
 */
export function useDoneOnce({
  variant = 'form',
  onDone,
}: Pick<EditorProps, 'variant' | 'onDone'>): (how: DoneHow) => void {
  const isOver = useRef(false);
  return (how) => {
    if (isOver.current || !onDone) return;
    isOver.current = variant !== 'form';
    onDone(how);
  };
}
