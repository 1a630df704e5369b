import { sameJson } from '@outpost/domain/kernel/json';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useFormats, useNow } from '../../formats/formats-context.tsx';
import { editText } from '../field-text.ts';
import { parseField } from '../parse-field.ts';
import type { DoneHow, EditorProps } from './editor-props.ts';

/** The text of a typed field, wherever it is kept: in the state of a component, or in an editor of its own. */
export type TypedText = {
  /** Returns the text as it is now. */
  readonly read: () => string;
  readonly write: (text: string) => void;
  /** The text of the stored value. */
  readonly shown: string;
};

/** Parses the typed text into a value. */
export type TypedCommit = {
  /** The reason why the text could not be read, as a sentence for a person. */
  readonly problem: string | undefined;
  /** Clears the problem: another value has come. */
  readonly clear: () => void;
  /** Leaves the field: stores the text, or discards it on Escape. Text that can't be read stays, with the problem. */
  readonly leave: (how: DoneHow) => void;
};

/**
 * Stores typed text as a value when the person leaves the field, once, and then deletes its draft. A draft with which a
 * field of a form opens is read immediately.
 */
export function useTypedCommit(props: EditorProps, { read, write, shown }: TypedText): TypedCommit {
  const { spec, value, variant = 'form', initialText, onDone, onError, onDraft } = props;
  const formats = useFormats();
  const now = useNow();
  const [problem, setProblem] = useState<string>();
  const isOver = useRef(false);
  const clear = useCallback(() => setProblem(undefined), []);
  const tell = (message: string | undefined) => {
    setProblem(message);
    onError?.(message);
  };
  const commit = (): boolean => {
    const text = read();
    if (text === shown) {
      tell(undefined);
      return true;
    }
    const parsed = parseField(spec, text, { formats, now: now() });
    tell(parsed.ok ? undefined : parsed.message);
    if (!parsed.ok) return false;
    write(editText(spec, parsed.value, formats));
    if (!sameJson(parsed.value, value ?? null)) props.onChange(parsed.value);
    return true;
  };
  useEffect(() => {
    if (variant === 'form' && initialText !== undefined && commit()) onDraft?.(undefined);
    // oxlint-disable-next-line react/exhaustive-deps -- once, when the editor appears
  }, []);
  return {
    problem,
    clear,
    leave(how) {
      if (isOver.current) return;
      if (how === 'escape') {
        write(shown);
        tell(undefined);
      } else if (!commit()) return;
      onDraft?.(undefined);
      if (onDone) {
        isOver.current = variant !== 'form'; // the editor is unmounted by this; its blur event must not commit again
        onDone(how);
      }
    },
  };
}
