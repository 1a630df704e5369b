import { createContext, type ReactNode, type RefObject, useContext, useEffect, useRef } from 'react';

type LastFocus = Readonly<RefObject<HTMLElement | undefined>>;
const LastFocusContext = createContext<LastFocus>({ current: undefined });

/** Dialogs, menus and the palette: they are removed when the focus is returned. */
const overThePage = '[role="dialog"], [data-portal]';
const ofPage = (target: EventTarget | null): HTMLElement | undefined =>
  target instanceof HTMLElement && target.closest(overThePage) === null ? target : undefined;

/**
 * Keeps the element of the page that has the focus, or had it when a dialog took it. Remembers no element if no element
 * had the focus: single keys act then, and must continue to act.
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

/** Returns the element that gets the focus back when a dialog closes. */
export const useLastFocus = (): LastFocus => useContext(LastFocusContext);
