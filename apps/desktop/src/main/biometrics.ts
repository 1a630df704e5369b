/** A request of the replica's process for the system's biometrics, over its parent port (PLT-41). */
export type BiometricsRequest = {
  readonly kind: 'biometrics';
  readonly id: number;
  readonly ask: 'status' | 'confirm';
  /** Completes the system's sentence "Outpost is trying to …". */
  readonly reason: string;
};
export type BiometricsAnswer = { readonly kind: 'biometrics'; readonly id: number; readonly ok: boolean };

/** The used part of Electron's `systemPreferences` on macOS. */
export type TouchId = {
  readonly canPromptTouchID: () => boolean;
  readonly promptTouchID: (reason: string) => Promise<void>;
};

/** Answers one request. `touchId`: null where Electron offers no biometrics. A cancelled or failed question gives `ok: false`. */
export async function answerBiometrics(
  { id, ask, reason }: BiometricsRequest,
  touchId: TouchId | null,
): Promise<BiometricsAnswer> {
  const answer = (ok: boolean): BiometricsAnswer => ({ kind: 'biometrics', id, ok });
  if (!touchId?.canPromptTouchID()) return answer(false);
  if (ask === 'status') return answer(true);
  try {
    await touchId.promptTouchID(reason);
    return answer(true);
  } catch {
    return answer(false); // Electron documents no way to tell a cancelled question from a wrong finger
  }
}

/** Parses a message from the parent port; returns `undefined` for other messages. */
export function asBiometricsRequest(message: unknown): BiometricsRequest | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { kind, id, ask, reason } = message as Readonly<Record<string, unknown>>; // parsed field by field below
  if (kind !== 'biometrics' || typeof id !== 'number' || typeof reason !== 'string') return undefined;
  return ask === 'status' || ask === 'confirm' ? { kind, id, ask, reason } : undefined;
}
