import { type ReactNode, useState } from 'react';

/** The state of a field whose value is typed, or picked in a calendar or a map. */
export type Picks = {
  readonly isOpen: boolean;
  readonly setOpen: (isOpen: boolean) => void;
  /** Closes the picker, and tells the typed field to show the picked value. */
  readonly picked: () => void;
  /** The properties of the typed field. */
  readonly field: { readonly picks: number; readonly isHeld: boolean };
};

/** Returns the state of a picker beside a typed field. */
export function usePicks(): Picks {
  const [isOpen, setOpen] = useState(false);
  const [picks, setPicks] = useState(0);
  const picked = () => {
    setOpen(false);
    setPicks(picks + 1);
  };
  return { isOpen, setOpen, picked, field: { picks, isHeld: isOpen } };
}

/** The place of a picker's button in a typed field. A press does not take the focus from the field: leaving it would end the edit. */
export function PickerPlace({ children }: { readonly children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the button inside is the control; see above
    <span onMouseDown={(event) => event.preventDefault()}>{children}</span>
  );
}
