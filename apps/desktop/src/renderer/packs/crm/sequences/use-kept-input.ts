import type { JsonValue } from '@outpost/domain/kernel/json';
import { useRef, useState } from 'react';
import type { FormDraft } from '../../../queries/use-form-draft.ts';

/** The input of a form: drawn with the key that made it, and kept on this device. */
export type KeptInput = Pick<FormDraft, 'values' | 'onValue' | 'forget'>;

/**
 * Returns the values of a draft as the form's own state. The draft itself is told to a screen a moment after a key: a field that drew it
 * would put the cursor at the end of its text.
 */
export function useKeptInput(draft: FormDraft): KeptInput {
  const [values, setValues] = useState(draft.values);
  const latest = useRef(values);
  const put = (next: Readonly<Record<string, JsonValue>>) => {
    latest.current = next;
    setValues(next);
  };
  return {
    values,
    onValue: (field, value) => {
      put({ ...latest.current, [field]: value });
      draft.onValue(field, value);
    },
    forget: () => {
      put({});
      draft.forget();
    },
  };
}
