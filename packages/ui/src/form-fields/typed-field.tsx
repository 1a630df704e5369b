import { sameJson } from '@outpost/domain/kernel/json';
import { Textarea, TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { editText } from '../field-text.ts';
import { isNumeric } from '../field-spec.ts';
import { useFormats, useNow } from '../formats-context.tsx';
import { parseField } from '../parse-field.ts';
import type { DoneHow, EditorProps } from './editor-props.ts';
import { doneBy, inputLooks } from './editor-shell.ts';
import classes from './field-editor.module.css';

const modes = { email: 'email', phone: 'tel', money: 'decimal', number: 'decimal', percent: 'decimal' } as const;
const isModed = (kind: string): kind is keyof typeof modes => kind in modes;

/**
 * Every field that is typed. The text is read when the field is left, not while typing; what can't be read stays as typed,
 * with what would be right beside it, and nothing is stored.
 */
export function TypedField(props: EditorProps & { readonly rightSection?: ReactNode }) {
  const { spec, value, variant = 'form', initialText, autoFocus = false, onDone, onError } = props;
  const formats = useFormats();
  const now = useNow();
  const shown = editText(spec, value, formats);
  const [text, setText] = useState(initialText ?? shown);
  const [problem, setProblem] = useState<string>();
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const isOver = useRef(false);
  const last = useRef(shown);

  // A new value from outside (a pull, an undo) shows, unless someone is typing here.
  useEffect(() => {
    if (last.current !== shown && document.activeElement !== input.current) {
      setText(shown);
      setProblem(undefined);
    }
    last.current = shown;
  }, [shown]);
  useEffect(() => {
    if (!autoFocus) return;
    input.current?.focus();
    if (initialText === undefined) input.current?.select();
    else input.current?.setSelectionRange(initialText.length, initialText.length);
  }, [autoFocus, initialText]);

  const tell = (message: string | undefined) => {
    setProblem(message);
    onError?.(message);
  };
  const commit = (): boolean => {
    if (text === shown) {
      tell(undefined);
      return true;
    }
    const read = parseField(spec, text, { formats, now: now() });
    tell(read.ok ? undefined : read.message);
    if (!read.ok) return false;
    setText(editText(spec, read.value, formats));
    if (!sameJson(read.value, value ?? null)) props.onChange(read.value);
    return true;
  };
  const leave = (how: DoneHow) => {
    if (isOver.current) return;
    if (how === 'escape') {
      setText(shown);
      tell(undefined);
    } else if (!commit()) return;
    if (onDone) {
      isOver.current = variant !== 'form'; // the editor goes away with this; its blur must not commit again
      onDone(how);
    }
  };
  const isMultiline = spec.kind === 'long-text' || spec.kind === 'json';
  const onKeyDown = (event: KeyboardEvent) => {
    const how = doneBy(event, isMultiline);
    if (how === undefined || (how.includes('tab') && variant !== 'cell') || (how === 'escape' && !onDone && text === shown)) return;
    if (how !== 'enter' || isMultiline || onDone) event.preventDefault();
    event.stopPropagation();
    leave(how);
  };
  const error = problem ?? props.error;
  const looks = inputLooks(spec, variant, error);
  const shared = {
    ...looks,
    ref: input,
    value: text,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => setText(event.currentTarget.value),
    onBlur: () => leave('blur'),
    onKeyDown,
    dir: 'auto' as const,
    autoComplete: 'off',
    spellCheck: spec.kind === 'text' || spec.kind === 'long-text',
    ...(isNumeric(spec.kind) && variant !== 'form' ? { 'data-end': variant === 'cell' || undefined } : {}),
  };
  return (
    <div className={classes.host} data-variant={variant}>
      {isMultiline ? (
        <Textarea {...shared} autosize minRows={variant === 'cell' ? 3 : 4} maxRows={16} data-mono={spec.kind === 'json' || undefined} />
      ) : (
        <TextInput {...shared} {...(isModed(spec.kind) ? { inputMode: modes[spec.kind] } : {})} rightSection={props.rightSection} rightSectionPointerEvents="all" />
      )}
      {variant !== 'form' && error !== undefined ? <div role="alert" className={classes.floatingError}>{error}</div> : null}
    </div>
  );
}
