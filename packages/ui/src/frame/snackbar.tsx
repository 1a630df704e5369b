import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { Button, IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';
import classes from './snackbar.module.css';

/** A line that says what was done and offers undo: "Moved Acme renewal to Won. Undo". */
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
const AT_ONCE = 3;

/** Returns the snackbar. Outside a provider it shows nothing, so that components can be drawn alone. */
export const useSnackbar = (): Snackbar => useContext(SnackbarContext);

function SnackLine({ snack, onGone }: { readonly snack: Shown; readonly onGone: () => void }) {
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
          {...(snack.about === undefined ? {} : { keys: 'mod+z' })}
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

/** Shows the last three lines at the bottom of the page. */
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
  return (
    <SnackbarContext value={value}>
      {children}
      <div className={classes.snacks} role="status" aria-live="polite">
        {snacks.map((snack) => (
          <SnackSlot key={snack.id} snack={snack} onClose={close} />
        ))}
      </div>
    </SnackbarContext>
  );
}

function SnackSlot({ snack, onClose }: { readonly snack: Shown; readonly onClose: (id: number) => void }) {
  const gone = useCallback(() => onClose(snack.id), [onClose, snack.id]);
  return <SnackLine snack={snack} onGone={gone} />;
}
