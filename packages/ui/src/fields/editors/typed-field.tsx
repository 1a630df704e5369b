import { TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { editText } from '../field-text.ts';
import { type FieldSpec, isNumericKind } from '../field-spec.ts';
import type { Formats } from '../../formats/formats.ts';
import { useFormats } from '../../formats/formats-context.tsx';
import { SnippetTextarea } from '../../snippets/snippet-textarea.tsx';
import { EditorFrame } from './editor-frame.tsx';
import type { EditorProps, EditorVariant } from './editor-props.ts';
import { doneBy, inputLooks } from './editor-shell.ts';
import { useTypedCommit } from './use-typed-commit.ts';
import classes from './field-editor.module.css';

const modes = { email: 'email', phone: 'tel', money: 'decimal', number: 'decimal', percent: 'decimal' } as const;
const isModed = (kind: string): kind is keyof typeof modes => kind in modes;

const inputModeOf = (spec: FieldSpec) => {
  const ofFormat = spec.kind === 'text' ? spec.format?.inputMode : undefined;
  const inputMode = ofFormat ?? (isModed(spec.kind) ? modes[spec.kind] : undefined);
  return inputMode === undefined ? {} : { inputMode };
};

/** Returns the sign or unit beside the typed text. Cells and rows have no room for it. */
function unitOf(spec: FieldSpec, variant: EditorVariant, formats: Formats) {
  if (variant !== 'form') return {};
  if (spec.kind === 'money')
    return {
      leftSection: (
        <span className={classes.unit}>
          {
            new Intl.NumberFormat(formats.locale, {
              style: 'currency',
              currency: spec.currency,
              currencyDisplay: 'narrowSymbol',
            })
              .formatToParts(0)
              .find((part) => part.type === 'currency')?.value
          }
        </span>
      ),
    };
  const unit = spec.kind === 'percent' ? '%' : spec.kind === 'number' ? spec.unit : undefined;
  return unit === undefined
    ? {}
    : { rightSection: <span className={classes.unit}>{unit}</span>, rightSectionWidth: 24 + 7 * unit.length };
}

/**
 * The editor of every typed field. The text is parsed when the person leaves the field, not while typing. Text that cannot be
 * read stays as typed with a hint beside it, and nothing is stored.
 */
export function TypedFieldEditor(
  props: EditorProps & {
    readonly rightSection?: ReactNode;
    /** Moving the focus to this field's open calendar does not count as leaving the field. */
    readonly isHeld?: boolean;
    /** The number of times that a value was picked next to the text. A picked value replaces the text. */
    readonly picks?: number;
  },
) {
  const { spec, value, variant = 'form', initialText, autoFocus = false, onDone, picks = 0 } = props;
  const formats = useFormats();
  const shown = editText(spec, value, formats);
  const [text, setText] = useState(initialText ?? shown);
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const { problem, clear, leave } = useTypedCommit(props, { read: () => text, write: setText, shown });
  const last = useRef({ shown, picks });

  // A new value from outside (a pull, an undo) is shown unless the person is typing here.
  useEffect(() => {
    const isPicked = last.current.picks !== picks;
    if (isPicked || (last.current.shown !== shown && document.activeElement !== input.current)) {
      setText(shown);
      clear();
    }
    last.current = { shown, picks };
  }, [shown, picks, clear]);
  useEffect(() => {
    if (!autoFocus) return;
    input.current?.focus();
    if (initialText === undefined) input.current?.select();
    else input.current?.setSelectionRange(initialText.length, initialText.length);
  }, [autoFocus, initialText]);

  const write = (next: string) => {
    setText(next);
    props.onDraft?.(next === shown ? undefined : next);
  };
  useEffect(() => {
    if (variant === 'cell' && initialText !== undefined) props.onDraft?.(initialText); // the key that opened the cell
    // oxlint-disable-next-line react/exhaustive-deps -- once, when the editor appears
  }, []);
  const isMultiline = spec.kind === 'long-text' || spec.kind === 'json';
  const onKeyDown = (event: KeyboardEvent) => {
    const how = doneBy(event, isMultiline);
    if (
      how === undefined ||
      (how.includes('tab') && variant !== 'cell') ||
      (how === 'escape' && !onDone && (text === shown || props.onDraft !== undefined)) // closes the dialog, which keeps the text
    )
      return;
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
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => write(event.currentTarget.value),
    onBlur: () => {
      if (props.isHeld !== true) leave('blur');
    },
    onKeyDown,
    dir: 'auto' as const,
    autoComplete: 'off',
    ...(spec.emptyText === undefined ? {} : { placeholder: spec.emptyText }),
    spellCheck: (spec.kind === 'text' && spec.format === undefined) || spec.kind === 'long-text',
    ...(isNumericKind(spec.kind) && variant !== 'form' ? { 'data-end': variant === 'cell' || undefined } : {}),
  };
  return (
    <EditorFrame variant={variant} error={error}>
      {isMultiline ? (
        <SnippetTextarea
          {...shared}
          takesNoSnippets={spec.kind === 'json'}
          autosize
          minRows={variant === 'cell' ? 3 : 4}
          maxRows={16}
          data-mono={spec.kind === 'json' || undefined}
        />
      ) : (
        <TextInput
          {...shared}
          {...unitOf(spec, variant, formats)}
          {...inputModeOf(spec)}
          {...(props.rightSection === undefined
            ? {}
            : { rightSection: props.rightSection, rightSectionPointerEvents: 'all' as const })}
        />
      )}
    </EditorFrame>
  );
}
