import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Button, IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';
import classes from './snackbar.module.css';

/** A line that reports an act and offers undo: "Moved Acme renewal to Won. Undo". */
export type Snack = {
  readonly text: string;
  readonly onUndo?: (() => void) | undefined;
  readonly undoLabel?: string | undefined;
  readonly tone?: 'neutral' | 'bad' | undefined;
  /**
   * The act that the line reports. `drop` removes the line once the act is undone. Only lines about an act can be undone by the
   * keyboard.
   */
  readonly about?: string | undefined;
};

/** Shows lines, and removes lines about acts that were undone meanwhile. */
export type Snackbar = {
  readonly show: (snack: Snack) => void;
  readonly drop: (about: readonly string[]) => void;
};

type Shown = Snack & { readonly id: number };

const SnackbarContext = createContext<Snackbar>({ show: () => undefined, drop: () => undefined });
const STAYS_MS = 8_000; // long enough to read the line and reach Undo; hover or focus stops the timer
const AT_ONCE = 2;
const gapPx = 20; // below the lines and above them

/** Returns the snackbar. Outside a provider it shows nothing, so that components can be drawn alone. */
export const useSnackbar = (): Snackbar => useContext(SnackbarContext);

type LineProps = {
  readonly snack: Shown;
  /** Whether undo by the keyboard reverts this line's act: it reverts the last act. */
  readonly isLast: boolean;
};

function SnackLine({ snack, isLast, onGone }: LineProps & { readonly onGone: () => void }) {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return undefined;
    const timer = setTimeout(onGone, STAYS_MS);
    return () => clearTimeout(timer);
  }, [isHeld, onGone]);
  return (
    <div
      className={classes.snack}
      data-tone={snack.tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {snack.tone === 'bad' ? <Icon name="warning" /> : null}
      <span className={classes.text}>{snack.text}</span>
      {snack.onUndo ? (
        <Button
          size="sm"
          {...(isLast ? { keys: 'mod+z' } : {})}
          onClick={() => {
            snack.onUndo?.();
            onGone();
          }}
        >
          {snack.undoLabel ?? 'Undo'}
        </Button>
      ) : null}
      <IconButton icon="close" label="Close" onClick={onGone} />
    </div>
  );
}

/** Shows the last two lines at the bottom of the list, where they cover no open record. */
export function SnackbarProvider({ children }: { readonly children: ReactNode }) {
  const [snacks, setSnacks] = useState<readonly Shown[]>([]);
  const last = useRef(0); // numbers are not reused: a new line with a used number would inherit the remaining time of the earlier line
  const show = useCallback((snack: Snack) => {
    last.current += 1;
    const shown = { ...snack, id: last.current };
    setSnacks((current) => [...current, shown].slice(-AT_ONCE));
  }, []);
  const drop = useCallback(
    (about: readonly string[]) =>
      setSnacks((current) => current.filter((snack) => snack.about === undefined || !about.includes(snack.about))),
    [],
  );
  const value = useMemo(() => ({ show, drop }), [show, drop]);
  const close = useCallback((id: number) => setSnacks((current) => current.filter((snack) => snack.id !== id)), []);
  const lines = useRef<HTMLDivElement>(null);
  // In a narrow window a dialog is as tall as the window without the lines below it: neither covers the other.
  useLayoutEffect(() => {
    const height = snacks.length === 0 ? 0 : (lines.current?.offsetHeight ?? 0) + gapPx;
    document.documentElement.style.setProperty('--snacks', `${height}px`);
  }, [snacks]);
  const lastDone = snacks.findLast(({ about }) => about !== undefined)?.id;
  return (
    <SnackbarContext value={value}>
      {children}
      <div ref={lines} className={classes.snacks} role="status" aria-live="polite">
        {snacks.map((snack) => (
          <SnackSlot key={snack.id} snack={snack} isLast={snack.id === lastDone} onClose={close} />
        ))}
      </div>
    </SnackbarContext>
  );
}

function SnackSlot({ snack, isLast, onClose }: LineProps & { readonly onClose: (id: number) => void }) {
  const gone = useCallback(() => onClose(snack.id), [onClose, snack.id]);
  return <SnackLine snack={snack} isLast={isLast} onGone={gone} />;
}
