import { PasswordInput } from '@mantine/core';

/** A password that a person chooses in place of a given one. It is typed twice because it is not visible. */
export type NewPassword = { readonly chosen: string; readonly again: string };

/** The values before typing. */
export const noNewPassword: NewPassword = { chosen: '', again: '' };

/**
 * Returns why a new password cannot be sent, and the field at which to show that. The server judges the password's strength.
 */
export function newPasswordProblem({
  chosen,
  again,
}: NewPassword): { field: 'new' | 'again'; text: string } | undefined {
  if (chosen === '') return { field: 'new', text: 'Choose a password: several words make a good one.' };
  if (chosen !== again) return { field: 'again', text: 'The two are not the same. Type the new password again.' };
  return undefined;
}

/** The two fields. */
export function NewPasswordFields({
  value,
  onChange,
  errorAt,
  isFirst = true,
}: {
  readonly value: NewPassword;
  readonly onChange: (value: NewPassword) => void;
  readonly errorAt: (field: 'new' | 'again') => string | undefined;
  /** False: another field of the form gets the focus. */
  readonly isFirst?: boolean;
}) {
  return (
    <>
      <PasswordInput
        label="New password"
        description="At least 12 characters. Several words are strong and easy to remember."
        name="new-password"
        value={value.chosen}
        error={errorAt('new')}
        autoFocus={isFirst}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show the new password', tabIndex: 0 }}
        onChange={(event) => onChange({ ...value, chosen: event.currentTarget.value })}
      />
      <PasswordInput
        label="New password again"
        name="new-password-again"
        value={value.again}
        error={errorAt('again')}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show the repeated password', tabIndex: 0 }}
        onChange={(event) => onChange({ ...value, again: event.currentTarget.value })}
      />
    </>
  );
}
