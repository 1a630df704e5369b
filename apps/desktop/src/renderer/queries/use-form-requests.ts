import { useState } from 'react';
import type { BridgeResult } from '../../bridge/contract.ts';

/** The problem of a form, in a sentence, and the field at which it is shown; null: at none. */
export type FormProblem<Field extends string> = { readonly field: Field | null; readonly text: string };

type Refused = Extract<BridgeResult<unknown>, { ok: false }>;

/**
 * The requests of a form: whether one is in progress, and the problem. `send` clears the problem, waits for the answer,
 * and shows why it was refused in the words of `problemOf`. If those are undefined, the refusal asks for another step
 * and nothing is wrong.
 */
export function useFormRequests<Field extends string>(problemOf: (refused: Refused) => FormProblem<Field> | undefined) {
  const [problem, setProblem] = useState<FormProblem<Field>>();
  const [isBusy, setBusy] = useState(false);
  const send = async <T>(request: Promise<BridgeResult<T>>): Promise<BridgeResult<T>> => {
    setBusy(true);
    setProblem(undefined);
    const result = await request;
    setBusy(false);
    if (!result.ok) setProblem(problemOf(result));
    return result;
  };
  const errorAt = (field: Field | null) => (problem?.field === field ? problem.text : undefined);
  return { problem, setProblem, isBusy, errorAt, send };
}
