import { type FocusEvent, useEffect, useId, useRef } from 'react';
import { useFormats } from '../../formats/formats-context.tsx';
import { LazyMarkdownEditor } from '../../markdown/lazy-markdown-editor.tsx';
import type { MarkdownHandle } from '../../markdown/markdown-editor.tsx';
import { editText } from '../field-text.ts';
import { EditorFrame } from './editor-frame.tsx';
import type { EditorProps } from './editor-props.ts';
import { useTypedCommit } from './use-typed-commit.ts';
import classes from './field-editor.module.css';

/** The most characters of a text whose field states none. */
const mostChars = 20_000;

/**
 * The editor of a Markdown field in a form or a row. As in every typed field, leaving it stores the text, Esc restores
 * the old one, and each keystroke is kept as a draft.
 */
export function MarkdownField(
  props: EditorProps & { readonly spec: Extract<EditorProps['spec'], { readonly kind: 'text' | 'long-text' }> },
) {
  const { spec, value, variant = 'form', initialText, autoFocus = false, onDone, onDraft } = props;
  const formats = useFormats();
  const id = useId();
  const shown = editText(spec, value, formats);
  const typed = useRef(initialText ?? shown);
  const editor = useRef<MarkdownHandle>(null);
  const host = useRef<HTMLDivElement>(null);
  const last = useRef(shown);

  const setText = (text: string) => {
    typed.current = text;
    editor.current?.setText(text);
  };
  const { problem, clear, leave } = useTypedCommit(props, { read: () => typed.current, write: setText, shown });
  // A new value from outside (a pull, an undo) is shown unless the person is typing here.
  useEffect(() => {
    if (last.current !== shown && host.current?.contains(document.activeElement) !== true) {
      typed.current = shown;
      editor.current?.setText(shown);
      clear();
    }
    last.current = shown;
  }, [shown, clear]);
  const onBlur = (event: FocusEvent) => {
    if (event.currentTarget.contains(event.relatedTarget)) return; // to the toolbar
    leave('blur');
  };
  const error = problem ?? props.error;
  const drawn = (
    <div ref={host} className={classes.markdown} onBlur={onBlur}>
      <LazyMarkdownEditor
        ref={editor}
        // oxlint-disable-next-line react/refs -- the first text; later ones are set on the editor itself
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
