import { sameJson } from '@outpost/domain/kernel/json';
import { type FocusEvent, useEffect, useId, useRef, useState } from 'react';
import { useFormats, useNow } from '../../formats/formats-context.tsx';
import { LazyMarkdownEditor } from '../../markdown/lazy-markdown-editor.tsx';
import type { MarkdownHandle } from '../../markdown/markdown-editor.tsx';
import { editText } from '../field-text.ts';
import { parseField } from '../parse-field.ts';
import { EditorFrame } from './editor-frame.tsx';
import type { DoneHow, EditorProps } from './editor-props.ts';
import classes from './field-editor.module.css';

/** The most characters of a text whose field states none. */
const mostChars = 20_000;

/**
 * The editor of a Markdown field in a form or a row. As in every typed field, leaving it stores the text, Esc leaves the old one, and
 * each keystroke is kept as a draft.
 */
export function MarkdownField(
  props: EditorProps & { readonly spec: Extract<EditorProps['spec'], { readonly kind: 'text' | 'long-text' }> },
) {
  const { spec, value, variant = 'form', initialText, autoFocus = false, onDone, onError, onDraft } = props;
  const formats = useFormats();
  const now = useNow();
  const id = useId();
  const shown = editText(spec, value, formats);
  const typed = useRef(initialText ?? shown);
  const [problem, setProblem] = useState<string>();
  const editor = useRef<MarkdownHandle>(null);
  const host = useRef<HTMLDivElement>(null);
  const isOver = useRef(false);
  const last = useRef(shown);

  const setText = (text: string) => {
    typed.current = text;
    editor.current?.setText(text);
  };
  // A new value from outside (a pull, an undo) is shown unless the person is typing here.
  useEffect(() => {
    if (last.current !== shown && host.current?.contains(document.activeElement) !== true) {
      typed.current = shown;
      editor.current?.setText(shown);
      setProblem(undefined);
    }
    last.current = shown;
  }, [shown]);
  const tell = (message: string | undefined) => {
    setProblem(message);
    onError?.(message);
  };
  const commit = (): boolean => {
    if (typed.current === shown) {
      tell(undefined);
      return true;
    }
    const read = parseField(spec, typed.current, { formats, now: now() });
    tell(read.ok ? undefined : read.message);
    if (!read.ok) return false;
    setText(editText(spec, read.value, formats));
    if (!sameJson(read.value, value ?? null)) props.onChange(read.value);
    return true;
  };
  useEffect(() => {
    if (variant === 'form' && initialText !== undefined && commit()) onDraft?.(undefined);
    // oxlint-disable-next-line react/exhaustive-deps -- once, when the editor appears
  }, []);
  const leave = (how: DoneHow) => {
    if (isOver.current) return;
    if (how === 'escape') {
      setText(shown);
      tell(undefined);
    } else if (!commit()) return;
    onDraft?.(undefined);
    if (onDone) {
      isOver.current = variant !== 'form'; // the editor is unmounted by this; its blur event must not commit again
      onDone(how);
    }
  };
  const onBlur = (event: FocusEvent) => {
    if (event.currentTarget.contains(event.relatedTarget)) return; // to the toolbar
    leave('blur');
  };
  const error = problem ?? props.error;
  const drawn = (
    <div ref={host} className={classes.markdown} onBlur={onBlur}>
      <LazyMarkdownEditor
        ref={editor}
        text={typed.current}
        onText={(text) => {
          typed.current = text;
          onDraft?.(text === shown ? undefined : text);
        }}
        onSubmit={() => leave('enter')}
        onEscape={() => {
          // Without `onDone` the dialog around the form closes, and keeps the text.
          if (onDone) leave('escape');
        }}
        label={spec.label}
        describedBy={variant === 'form' && (error ?? spec.help) !== undefined ? id : undefined}
        isInvalid={error !== undefined}
        isRequired={spec.isRequired}
        maxChars={spec.maxChars ?? mostChars}
        autoFocus={autoFocus}
      />
    </div>
  );
  if (variant !== 'form')
    return (
      <EditorFrame variant={variant} error={error}>
        {drawn}
      </EditorFrame>
    );
  return (
    <div>
      <span className={classes.label} aria-hidden>
        {spec.label}
      </span>
      {drawn}
      {(error ?? spec.help) === undefined ? null : (
        <div id={id} className={error === undefined ? classes.help : classes.error}>
          {error ?? spec.help}
        </div>
      )}
    </div>
  );
}
