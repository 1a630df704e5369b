import { TextInput } from '@mantine/core';

/** A mail server as a person enters it. The port is text until it is sent. */
export type EnteredServer = { readonly host: string; readonly port: string };

/** Returns what is wrong with an entered server. */
export function enteredServerProblem({ host, port }: EnteredServer, { what, usualPort }: { readonly what: string; readonly usualPort: number }): { readonly field: 'host' | 'port'; readonly text: string } | undefined {
  if (host.trim() === '') return { field: 'host', text: `Type the name of ${what}.` };
  return /^\d{1,5}$/.test(port.trim()) ? undefined : { field: 'port', text: `Type a number, usually ${usualPort}.` };
} // prettier-ignore

/** Two fields for a mail server: its name and its port. */
export function MailServerFields({
  labels,
  placeholder,
  value,
  errors,
  onChange,
}: {
  readonly labels: EnteredServer;
  readonly placeholder: string;
  readonly value: EnteredServer;
  readonly errors: { readonly host: string | undefined; readonly port: string | undefined };
  readonly onChange: (value: EnteredServer) => void;
}) {
  return (
    <>
      <TextInput
        label={labels.host}
        placeholder={placeholder}
        value={value.host}
        error={errors.host}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange({ ...value, host: event.currentTarget.value.slice(0, 253) })}
      />
      <TextInput
        label={labels.port}
        inputMode="numeric"
        value={value.port}
        error={errors.port}
        autoComplete="off"
        onChange={(event) => onChange({ ...value, port: event.currentTarget.value.slice(0, 5) })}
      />
    </>
  );
}
