import { useEffect, useRef, useState } from 'react';
import { LazyMarkdownEditor } from '../markdown/lazy-markdown-editor.tsx';
import type { MarkdownHandle } from '../markdown/markdown-editor.tsx';
import { Button } from '../parts/button.tsx';
import { Kbd } from '../parts/kbd.tsx';
import { useShortcuts } from '../keys/keyboard.ts';
import classes from './composer.module.css';

/** The editor for notes in Markdown. Every keystroke goes to `onDraft`, so that no text is lost when the person leaves. */
export type ComposerProps = {
  readonly onSend: (text: string) => void;
  readonly draft?: string | undefined;
  readonly onDraft?: ((text: string) => void) | undefined;
  readonly placeholder?: string | undefined;
  readonly sendLabel?: string | undefined;
  readonly maxChars?: number | undefined;
  /** Focuses the editor as soon as it is there, behind its draft. */
  readonly autoFocus?: boolean | undefined;
};

/** One line high until it is used. N focuses it; Ctrl or Cmd with Enter sends; Esc leaves and keeps the draft. */
export function Composer({
  onSend,
  draft = '',
  onDraft,
  placeholder = 'Write a note',
  sendLabel = 'Add the note',
  maxChars = 20_000,
  autoFocus = false,
}: ComposerProps) {
  const [text, setText] = useState(draft);
  const [isUsed, setUsed] = useState(false);
  const editor = useRef<MarkdownHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(text); // a key may send before the last keystroke is drawn
  useEffect(() => {
    latest.current = text;
  }, [text]);
  useShortcuts([{ keys: 'n', label: 'Write a note', section: 'Record', run: () => editor.current?.focus() }]);
  const write = (next: string) => {
    latest.current = next;
    setText(next);
    onDraft?.(next);
  };
  const send = () => {
    const wanted = latest.current.trim();
    if (wanted === '' || wanted.length > maxChars) return;
    onSend(wanted);
    editor.current?.setText('');
    write('');
  };
  const isOpen = isUsed || text !== '';
  return (
    <div
      ref={box}
      className={classes.composer}
      data-open={isOpen || undefined}
      onFocus={() => setUsed(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setUsed(false);
      }}
    >
      <LazyMarkdownEditor
        ref={editor}
        text={draft}
        onText={write}
        onSubmit={send}
        onEscape={() => {
          if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
        }}
        label={placeholder}
        placeholder={placeholder}
        maxChars={maxChars}
        autoFocus={autoFocus}
        looks={isOpen ? 'open' : 'line'}
      />
      {isOpen ? (
        <div className={classes.acts}>
          <span className={classes.hint}>{text.length > maxChars ? 'Too long for a note' : 'Kept as you type'}</span>
          <Button size="sm" keys="mod+enter" onClick={send} disabled={text.trim() === '' || text.length > maxChars}>
            {sendLabel}
          </Button>
        </div>
      ) : (
        <span className={classes.key}>
          <Kbd keys="n" />
        </span>
      )}
    </div>
  );
}
