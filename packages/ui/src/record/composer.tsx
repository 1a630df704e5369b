import { Textarea } from '@mantine/core';
import { useRef, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { Kbd } from '../parts/kbd.tsx';
import { useShortcuts } from '../keys/keyboard.ts';
import classes from './composer.module.css';

/** The editor for notes. Every keystroke goes to `onDraft`, so that no text is lost when the person leaves. */
export type ComposerProps = {
  readonly onSend: (text: string) => void;
  readonly draft?: string | undefined;
  readonly onDraft?: ((text: string) => void) | undefined;
  readonly placeholder?: string | undefined;
  readonly sendLabel?: string | undefined;
};

/** One line high until it is used. N focuses it; Ctrl or Cmd with Enter sends; Esc leaves and keeps the draft. */
export function Composer({
  onSend,
  draft = '',
  onDraft,
  placeholder = 'Write a note',
  sendLabel = 'Add the note',
}: ComposerProps) {
  const [text, setText] = useState(draft);
  const [isUsed, setUsed] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  useShortcuts([{ keys: 'n', label: 'Write a note', section: 'Record', run: () => area.current?.focus() }]);
  const write = (next: string) => {
    setText(next);
    onDraft?.(next);
  };
  const send = () => {
    if (text.trim() === '') return;
    onSend(text.trim());
    write('');
  };
  const isOpen = isUsed || text !== '';
  return (
    <div
      className={classes.composer}
      data-open={isOpen || undefined}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setUsed(false);
      }}
    >
      <Textarea
        ref={area}
        aria-label={placeholder}
        placeholder={placeholder}
        value={text}
        dir="auto"
        autosize
        minRows={isOpen ? 2 : 1}
        maxRows={12}
        variant="unstyled"
        classNames={{ input: classes.input ?? '', root: classes.root ?? '' }}
        onFocus={() => setUsed(true)}
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            send();
          } else if (event.key === 'Escape') {
            event.stopPropagation();
            area.current?.blur();
          }
        }}
      />
      {isOpen ? (
        <div className={classes.acts}>
          <span className={classes.hint}>Kept as you type</span>
          <Button size="sm" keys="mod+enter" onClick={send} disabled={text.trim() === ''}>
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
