import { Modal } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';

/** What every dialog says. `isForReading` leaves the focus off the fields: a choice that opens by itself would cover what is to be read first. */
export type DialogProps = {
  readonly title: string;
  readonly size?: 'sm' | 'md' | number;
  readonly isForReading?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** A dialog over the page: Esc and the cross close it, the first field has the focus from the start. */
export function Dialog({ title, size = 'sm', isForReading = false, onClose, children }: DialogProps) {
  return (
    <Modal opened onClose={onClose} title={title} size={size} closeButtonProps={{ 'aria-label': 'Close' }}>
      {isForReading ? children : <FirstField>{children}</FirstField>}
    </Modal>
  );
}

const fields = 'input:not([type="hidden"]):not([disabled]), textarea:not([disabled])';

/** Mantine's focus trap takes the first button, which is the cross; a field that asked for the focus itself keeps it. */
function FirstField({ children }: { readonly children: ReactNode }) {
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => {
      const { current } = body;
      if (!current?.contains(document.activeElement)) current?.querySelector<HTMLElement>(fields)?.focus();
    }, 30); // after the trap, which waits for one turn itself
    return () => clearTimeout(timer);
  }, []);
  return <div ref={body}>{children}</div>;
}
