import { Modal } from '@mantine/core';
import { type ReactNode, Suspense, useEffect, useRef } from 'react';
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
 * A dialog over the page. Esc and the cross close it; the first field has the focus initially, also of content that is loaded
 * later. When the dialog closes, the focus returns to the element of the page that had it.
 */
export function Dialog({ title, size = 'sm', isForReading = false, onClose, children }: DialogProps) {
  useFocusBack();
  return (
    <Modal opened onClose={onClose} title={title} size={size} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Suspense>{isForReading ? children : <FirstField>{children}</FirstField>}</Suspense>
    </Modal>
  );
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

const fields = 'input:not([type="hidden"]):not([disabled]), textarea:not([disabled])';

/** Mantine's focus trap focuses the first button, which is the cross. A field that has set the focus itself keeps it. */
function FirstField({ children }: { readonly children: ReactNode }) {
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => {
      const { current } = body;
      if (!current?.contains(document.activeElement)) current?.querySelector<HTMLElement>(fields)?.focus();
    }, 30); // after the trap, which itself waits for one turn
    return () => clearTimeout(timer);
  }, []);
  return <div ref={body}>{children}</div>;
}
