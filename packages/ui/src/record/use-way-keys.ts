import { useShortcuts } from '../keys/keyboard.ts';

type Ways = {
  readonly onClose: () => void;
  /** Undefined where the record is in no list. */
  readonly onStep?: ((by: 1 | -1) => void) | undefined;
};

/** Binds the keys that lead away from an open record: Esc goes back, J and K go through the list. They act also while the record is read. */
export function useWayKeys({ onClose, onStep }: Ways): void {
  useShortcuts([
    { keys: 'escape', label: 'Back to the list', section: 'Record', run: onClose },
    ...(onStep
      ? [
          { keys: 'j', label: 'Next record', section: 'Record', run: () => onStep(1) },
          { keys: 'k', label: 'Previous record', section: 'Record', run: () => onStep(-1) },
        ]
      : []),
  ]);
}
