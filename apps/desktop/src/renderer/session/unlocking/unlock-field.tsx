import { PasswordInput } from '@mantine/core';

/** The field for the text that unlocks a device. */
export type UnlockWay = 'pin' | 'password';

/** The words of each way. */
export const unlockWords = {
  pin: { label: 'PIN', show: 'Show the PIN', missing: 'Type your PIN.', instead: 'Use your PIN instead' },
  password: {
    label: 'Password',
    show: 'Show the password',
    missing: 'Type your password.',
    instead: 'Use your password instead',
  },
} as const satisfies Record<UnlockWay, unknown>;

/** The field of a locked device: the PIN or the password. It has the focus as soon as it is drawn. */
export function UnlockField({
  way,
  value,
  error,
  onChange,
}: {
  readonly way: UnlockWay;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  return (
    <PasswordInput
      key={way}
      label={unlockWords[way].label}
      name={way}
      value={value}
      error={error}
      autoFocus
      {...(way === 'pin' ? { inputMode: 'numeric', autoComplete: 'off' } : { autoComplete: 'current-password' })}
      visibilityToggleButtonProps={{ 'aria-label': unlockWords[way].show }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
