import { type RefObject, useEffect, useRef } from 'react';

/** The part of an address that names the record next to a list. `full`: it covers the whole page. */
export type BesideAddress = { readonly open?: string | undefined; readonly full?: boolean | undefined };

/** The record next to a list. */
export type RecordBeside = {
  readonly show: (id: string | undefined, isFull: boolean) => void;
  /** Closes the record, and gives the focus back to the list. */
  readonly close: () => void;
};

/**
 * Returns the ways to open and close the record next to a list. The first record is a step that the back button
 * reverts; another record replaces it.
 */
export function useRecordBeside(
  open: string | undefined,
  onAddress: (change: BesideAddress, how: 'push' | 'replace') => void,
  list: RefObject<{ readonly focus: () => void } | null>,
): RecordBeside {
  const isClosing = useRef(false);
  // Only now: a record over the whole page hides the list until it is gone, and a hidden list takes no focus.
  useEffect(() => {
    if (open !== undefined || !isClosing.current) return;
    isClosing.current = false;
    list.current?.focus();
  }, [open, list]);
  const show: RecordBeside['show'] = (id, isFull) =>
    onAddress({ open: id, full: isFull ? true : undefined }, open === undefined ? 'push' : 'replace');
  return {
    show,
    close() {
      isClosing.current = true;
      show(undefined, false);
    },
  };
}
