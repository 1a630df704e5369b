import type { ReactNode } from 'react';
import { IconButton } from '../parts/button.tsx';
import { useShortcuts } from '../keys/keyboard.ts';
import classes from './side-panel.module.css';

type SidePanelProps = {
  readonly title: string;
  /** The action of Esc, for the list of keys: "Close the view". */
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons at the foot, which stay in sight. */
  readonly foot?: ReactNode;
};

/** A narrow panel beside a list, for the settings of the list. Esc closes it. It takes no focus from the list. */
export function SidePanel({ title, closeLabel, onClose, children, foot }: SidePanelProps) {
  useShortcuts([{ keys: 'escape', label: closeLabel, section: 'List', run: onClose }]);
  return (
    <aside className={classes.panel} aria-label={title}>
      <header className={classes.head}>
        <h2>{title}</h2>
        <IconButton icon="close" label="Close" keys="escape" onClick={onClose} />
      </header>
      <div className={classes.body}>{children}</div>
      {foot === undefined ? null : <footer className={classes.foot}>{foot}</footer>}
    </aside>
  );
}

/** One headed part of a side panel. `aside`: a remark at the right of the heading. */
export function SidePanelPart({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className={classes.part} aria-label={title}>
      <h3>
        {title}
        {aside === undefined ? null : <span>{aside}</span>}
      </h3>
      {children}
    </section>
  );
}
