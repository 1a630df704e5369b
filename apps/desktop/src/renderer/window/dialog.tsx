import { Modal } from '@mantine/core';
import { LoadBoundary } from '@outpost/ui/loading/loadable';
import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { useLastFocus } from './last-focus.tsx';

/**
 * The properties of every dialog. `isForReading` keeps the focus off the fields, because a choice that opens automatically
 * would cover the text.
 */
export type DialogProps = {
  readonly title: string;
  readonly size?: 'sm' | 'md' | number;
  readonly isForReading?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/**
 * A dialog over the page. Esc and the cross close it. The first field or button has the focus initially, even in content that is
 * loaded later (`null` until then: the keys of the page no longer act). When the dialog closes, the focus returns to
 * the element of the page that had it.
 */
export function Dialog({ title, size = 'sm', isForReading = false, onClose, children }: DialogProps) {
  useFocusBack();
  const close = () => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); // leaving a field stores its value in the draft
    onClose();
  };
  return (
    <Modal
      ref={keepFocus}
      opened
      onClose={close}
      title={title}
      size={size}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <LoadBoundary>{isForReading || children === null ? children : <FirstField>{children}</FirstField>}</LoadBoundary>
    </Modal>
  );
}

/**
 * Gives the dialog itself the focus when the element in it that had the focus is removed. Otherwise Tab would start on the page
 * below.
 */
function keepFocus(root: HTMLElement | null) {
  if (!root) return undefined;
  const observer = new MutationObserver(() => {
    if (document.activeElement === document.body) root.querySelector<HTMLElement>('[role="dialog"]')?.focus();
  });
  observer.observe(root, { childList: true, subtree: true });
  return () => observer.disconnect();
}

/** Returns the focus when the dialog is closed. Mantine does so only for a dialog that is drawn before it is opened. */
function useFocusBack(): void {
  const last = useLastFocus();
  useEffect(
    () => () => {
      const { current } = last;
      if (document.activeElement === document.body && current?.isConnected) current.focus({ preventScroll: true });
    },
    [last],
  );
}

const fields = ':is(input:not([type="hidden"]), textarea, select):not([disabled])';
const buttons = 'button:not([disabled], [aria-disabled="true"])';

/**
 * Gives the focus to the first field, or else to the first button, as soon as it is drawn, unless a field has taken it
 * itself. Mantine's focus trap focuses twice, some milliseconds later: by the attribute it finds the field that has the
 * focus. Otherwise it would focus the cross, and the person's keys meanwhile would be lost.
 */
function FirstField({ children }: { readonly children: ReactNode }) {
  const body = useRef<HTMLDivElement>(null);
  const marked = useRef<Element>(undefined);
  const mark = (element: Element) => {
    marked.current?.removeAttribute('data-autofocus');
    element.setAttribute('data-autofocus', '');
    marked.current = element;
  };
  useLayoutEffect(() => {
    const active = document.activeElement;
    const find = (kind: string) => body.current?.querySelector<HTMLElement>(kind);
    const first = active !== null && body.current?.contains(active) ? active : (find(fields) ?? find(buttons));
    if (!(first instanceof HTMLElement)) return;
    mark(first);
    first.focus();
  }, []);
  return (
    <div ref={body} onFocusCapture={({ target }) => mark(target)}>
      {children}
    </div>
  );
}
