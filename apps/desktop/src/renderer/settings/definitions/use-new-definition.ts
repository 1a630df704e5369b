import type { JsonValue } from '@outpost/domain/kernel/json';
import { useState } from 'react';
import type { ActRequest } from '../../../bridge/contract.ts';
import { refusalText, useActs } from '../../queries/use-acts.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { type LatestValues, useLatest } from '../../window/use-latest.ts';

/** A draft that is kept on this device, and the function that keeps it. */
export type KeptDraft<Draft> = { readonly draft: Draft; readonly onDraft: (value: JsonValue) => void };

type Errors = Readonly<Record<string, string>>;

/** A new definition while a person enters it. */
export type NewDefinition<Draft> = Pick<LatestValues<Draft>, 'values' | 'latest'> & {
  /** The problems of the inputs, by the id of the input. */
  readonly errors: Errors;
  readonly setErrors: (errors: Errors) => void;
  /** Changes some values of the draft and keeps it. Clears the shown errors. */
  readonly change: (next: Partial<Draft>) => void;
  /**
   * Performs the act that adds it. A refusal is shown at the label; otherwise the draft is deleted and the dialog
   * closes.
   */
  readonly perform: (request: ActRequest) => Promise<void>;
};

/** Returns the state of a new definition: the draft, its errors, and the functions that change and add it. */
export function useNewDefinition<Draft extends { readonly [key: string]: JsonValue }>(
  { draft, onDraft }: KeptDraft<Draft>,
  onClose: () => void,
): NewDefinition<Draft> {
  const bridge = useBridge();
  const { saidDone } = useActs();
  const { values, latest, change } = useLatest(draft);
  const [errors, setErrors] = useState<Errors>({});
  return {
    values,
    latest,
    errors,
    setErrors,
    change: (next) => {
      setErrors({});
      onDraft(change(next));
    },
    perform: async (request) => {
      const answer = await bridge.call('acts.perform', request);
      if (!answer.ok) return setErrors({ label: refusalText(answer) });
      saidDone(request.label, answer.value.act);
      onDraft(null);
      return onClose();
    },
  };
}
