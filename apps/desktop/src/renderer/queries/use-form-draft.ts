import type { JsonValue } from '@outpost/domain/kernel/json';
import { useMemo } from 'react';
import { z } from 'zod';
import { type FieldDrafts, useFieldDrafts } from './use-field-drafts.ts';
import { useLocal } from './use-local.ts';

const valuesSchema = z.record(z.string(), z.json()).catch({});

/** The unfinished input of a dialog, kept on this device. */
export type FormDraft = {
  /** The values of the fields that were left, by field. */
  readonly values: Readonly<Record<string, JsonValue>>;
  readonly onValue: (field: string, value: JsonValue) => void;
  /** The texts that were typed and not left, by field. */
  readonly texts: FieldDrafts;
  readonly onText: (field: string, text: string | undefined) => void;
  /** Deletes the input: it was used, or its subject is gone. */
  readonly forget: () => void;
};

/** Returns the draft of a dialog's form, which every change writes. `undefined` while it is being read. */
export function useFormDraft(place: string): FormDraft | undefined {
  const [kept, keep] = useLocal(`draft/${place}`);
  const [texts, onText] = useFieldDrafts(place);
  return useMemo(() => {
    if (kept === undefined || texts === undefined) return undefined;
    const valuesOf = (stored: unknown) => valuesSchema.parse(stored ?? {}) as Readonly<Record<string, JsonValue>>; // zod's JSON type under the kernel's name
    return {
      values: valuesOf(kept),
      onValue: (field, value) => keep((now) => ({ ...valuesOf(now), [field]: value })),
      texts,
      onText,
      forget: () => {
        keep(null);
        for (const field of Object.keys(texts)) onText(field, undefined);
      },
    };
  }, [kept, keep, texts, onText]);
}
