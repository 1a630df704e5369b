import { PasswordInput, TextInput, type TextInputProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { CodeBoxes } from './codes/code-boxes.tsx';

type FieldProps = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
  readonly autoFocus?: boolean;
};

/** The field of a person's e-mail address. */
export function WorkEmailField({ onChange, ...field }: FieldProps) {
  return (
    <TextInput
      {...field}
      label="Work e-mail"
      type="email"
      name="email"
      autoComplete="username"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** The field of a server's address; people type it without a protocol, too. */
export function ServerField({ description, onChange, ...field }: FieldProps & { readonly description: string }) {
  return (
    <TextInput
      {...field}
      label="Server"
      description={description}
      autoComplete="url"
      inputMode="url"
      placeholder="outpost.example.com"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** The field of a person's present password. */
export function PasswordField({ onChange, label = 'Password', ...field }: FieldProps & { readonly label?: string }) {
  return (
    <PasswordInput
      {...field}
      label={label}
      name="password"
      autoComplete="current-password"
      visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** The field of a code that is used once. `digits`: the number of digits of a code that has no letters; it then looks like boxes. */
export function CodeField({
  onChange,
  label = 'Code from the e-mail',
  description,
  inputMode,
  digits,
  ...field
}: FieldProps & {
  readonly label?: string;
  readonly description?: ReactNode;
  readonly inputMode?: TextInputProps['inputMode'];
  readonly digits?: number | undefined;
}) {
  const given = {
    ...field,
    label,
    description,
    name: 'code',
    autoComplete: 'one-time-code',
    spellCheck: false,
  } as const;
  if (digits !== undefined) return <CodeBoxes {...given} chars={digits} onChange={onChange} />;
  return (
    <TextInput
      {...given}
      inputMode={inputMode}
      onChange={(event) => onChange(event.currentTarget.value.slice(0, 40))} // longer than every code with its dashes
    />
  );
}

/** The form of a code from an e-mail. */
export const mailedCodeLooks = 'Eight letters and digits, such as K7PM-X2QD.';

/** The field of a person's own name. */
export function NameField({ onChange, description, ...field }: FieldProps & { readonly description?: string }) {
  return (
    <TextInput
      {...field}
      label="Your name"
      description={description}
      name="name"
      autoComplete="name"
      maxLength={200}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** The field of a person's telephone number, for codes by text message. */
export function PhoneField({ onChange, ...field }: FieldProps) {
  return (
    <TextInput
      {...field}
      label="Telephone number"
      description="With its country code, such as +1 415 555 0100."
      type="tel"
      autoComplete="tel"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
