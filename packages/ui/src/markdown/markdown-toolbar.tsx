import { Tooltip } from '@mantine/core';
import { type KeyboardEvent, useRef, useState } from 'react';
import { Icon } from '../parts/icons.tsx';
import { keyWords } from '../parts/kbd.tsx';
import classes from './markdown.module.css';

/** A button that changes the text at the cursor. */
export type TextTool = { readonly id: string; readonly icon: string; readonly label: string; readonly keys: string };

/** The toolbar of the editor: one stop of the Tab key, the arrows go from button to button (ARIA practices, toolbar). */
export function MarkdownToolbar({
  tools,
  onTool,
}: {
  readonly tools: readonly TextTool[];
  readonly onTool: (id: string) => void;
}) {
  const [stop, setStop] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = (stop + step + tools.length) % tools.length;
    setStop(next);
    box.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- one of its buttons has the focus (ARIA practices, toolbar)
    <div ref={box} className={classes.tools} role="toolbar" aria-label="Format" data-takes-keys onKeyDown={onKeyDown}>
      {tools.map(({ id, icon, label, keys }, place) => (
        <Tooltip key={id} label={`${label} (${keyWords(keys)})`}>
          <button
            type="button"
            aria-label={label}
            tabIndex={place === stop ? 0 : -1}
            onMouseDown={(event) => event.preventDefault()} // the text keeps the focus and its selection
            onClick={() => {
              setStop(place);
              onTool(id);
            }}
          >
            <Icon name={icon} size={14} />
          </button>
        </Tooltip>
      ))}
    </div>
  );
}
