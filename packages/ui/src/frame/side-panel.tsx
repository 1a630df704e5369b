import { memo, type ReactNode } from 'react';
import { IconButton } from '../parts/button.tsx';
import { useShortcuts } from '../keys/keyboard.ts';
import { useNarrow } from '../parts/use-narrow.ts';
import classes from './side-panel.module.css';

type SidePanelProps = {
  readonly title: string;
  /** The action of Esc, for the list of keys: "Close the view". */
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons before the one that closes the panel. */
  readonly headActs?: ReactNode;
  /** Buttons at the foot, which stay in sight. */
  readonly foot?: ReactNode;
};

/**
 * A narrow panel beside a list, for the settings of the list. Esc closes it. It takes no focus from the list. A narrow window
 * shows the panel alone, so its title is the heading of the page there.
 */
export function SidePanel({ title, closeLabel, onClose, children, headActs, foot }: SidePanelProps) {
  useShortcuts([{ keys: 'escape', label: closeLabel, section: 'List', run: onClose }]);
  return (
    <aside className={classes.panel} aria-label={title}>
      <PanelHead title={title} headActs={headActs} onClose={onClose} />
      <div className={classes.body}>{children}</div>
      {foot === undefined ? null : <footer className={classes.foot}>{foot}</footer>}
    </aside>
  );
}

/** The head of a panel. It is drawn only for a change of its own: a letter in a field of the panel leaves it as it is. */
const PanelHead = memo(function PanelHead({
  title,
  headActs,
  onClose,
}: Pick<SidePanelProps, 'title' | 'headActs' | 'onClose'>) {
  const Title = useNarrow() ? 'h1' : 'h2';
  return (
    <header className={classes.head}>
      <Title>{title}</Title>
      <span className={classes.headActs}>
        {headActs}
        <IconButton icon="close" label="Close" keys="escape" onClick={onClose} />
      </span>
    </header>
  );
});

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
  const Title = useNarrow() ? 'h2' : 'h3'; // one level below the panel's own
  return (
    <section className={classes.part} aria-label={title}>
      <Title>
        {title}
        {aside === undefined ? null : <span>{aside}</span>}
      </Title>
      {children}
    </section>
  );
}
