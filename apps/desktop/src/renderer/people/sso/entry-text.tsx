import { Textarea, TextInput } from '@mantine/core';
import type { EntryFields } from './provider-entry.ts';

/** The fields of an entry that people type as texts. */
type TextField =
  'issuer' | 'clientId' | 'metadata' | 'entryPoint' | 'certificates' | 'emailClaim' | 'nameClaim' | 'claim' | 'groups';

/** A text of a provider's entry. `lines`: it may have several, and this many are in sight at first. */
export function EntryText({
  entry,
  change,
  field,
  lines,
  isAddress = false,
  ...shown
}: EntryFields & {
  readonly field: TextField;
  readonly label: string;
  readonly description?: string;
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly disabled?: boolean;
  readonly lines?: number;
  readonly isAddress?: boolean;
}) {
  const shared = { ...shown, value: entry[field], spellCheck: false };
  return lines === undefined ? (
    <TextInput
      {...shared}
      {...(isAddress ? { inputMode: 'url' as const } : {})}
      onChange={(event) => change({ [field]: event.currentTarget.value })}
    />
  ) : (
    <Textarea
      {...shared}
      autosize
      minRows={lines}
      maxRows={6}
      onChange={(event) => change({ [field]: event.currentTarget.value })}
    />
  );
}
