import { useRef } from 'react';
import type { DoneHow, EditorProps } from './editor-props.ts';

/**
 * Returns a function that tells once how the person left the editor. In rows and cells the first way out unmounts the editor, whose
 * blur event must not tell another one. In a form the editor stays, and tells each time.
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
