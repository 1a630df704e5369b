import { createContext, type ReactNode, type RefObject, useContext, useEffect, useRef } from 'react';

type LastFocus = Readonly<RefObject<HTMLElement | undefined>>;
const LastFocusContext = createContext<LastFocus>({ current: undefined });

/** Dialogs, menus and the palette: they are gone when the focus is given back. */
const overThePage = '[role="dialog"], [data-portal]';
const ofPage = (target: EventTarget | null): HTMLElement | undefined =>
  target instanceof HTMLElement && target.closest(overThePage) === null ? target : undefined;

/**
 * Remembers the element of the page that has the focus, or had it when a dialog took it. Nothing is remembered where the focus
 * went nowhere: single keys act then, and must go on doing so.
 */
export function LastFocusProvider({ children }: { readonly children: ReactNode }) {
  const last = useRef<HTMLElement>(undefined);
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent) => {
      last.current = ofPage(target) ?? last.current;
    };
    const onBlur = ({ target, relatedTarget }: FocusEvent) => {
      if (ofPage(target) && relatedTarget === null) last.current = undefined;
    };
    document.addEventListener('focusin', onFocus);
    document.addEventListener('focusout', onBlur);
    return () => {
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('focusout', onBlur);
    };
  }, []);
  return <LastFocusContext value={last}>{children}</LastFocusContext>;
}

/** Returns the element that takes the focus back when a dialog closes. */
export const useLastFocus = (): LastFocus => useContext(LastFocusContext);
