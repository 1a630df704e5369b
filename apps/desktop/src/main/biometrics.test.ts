import { describe, expect, it } from 'vitest';
import { answerBiometrics, asBiometricsRequest, type BiometricsRequest, type TouchId } from './biometrics.ts';

/** Returns a system with a sensor whose person answers like this. */
function given(isPerson: boolean, canPrompt = true) {
  const reasons: string[] = [];
  const touchId: TouchId = {
    canPromptTouchID: () => canPrompt,
    promptTouchID: async (reason) => {
      reasons.push(reason);
      if (!isPerson) throw new Error('cancelled');
    },
  };
  return { touchId, reasons };
}
const ask = (what: BiometricsRequest['ask']): BiometricsRequest => ({
  kind: 'biometrics',
  id: 7,
  ask: what,
  reason: 'unlock your records',
});
const answered = (ok: boolean) => ({ kind: 'biometrics', id: 7, ok });

describe('[PLT-41] biometrics of the system', () => {
  it('are offered where there is a sensor, without asking the person', async () => {
    const { touchId, reasons } = given(true);
    expect(await answerBiometrics(ask('status'), touchId)).toEqual(answered(true));
    expect(await answerBiometrics(ask('status'), given(true, false).touchId)).toEqual(answered(false));
    expect(await answerBiometrics(ask('status'), null)).toEqual(answered(false));
    expect(reasons).toEqual([]);
  });

  it('confirm the person, and nobody else', async () => {
    const { touchId, reasons } = given(true);
    expect(await answerBiometrics(ask('confirm'), touchId)).toEqual(answered(true));
    expect(reasons).toEqual(['unlock your records']);
    expect(await answerBiometrics(ask('confirm'), given(false).touchId)).toEqual(answered(false));
    expect(await answerBiometrics(ask('confirm'), given(true, false).touchId)).toEqual(answered(false));
    expect(await answerBiometrics(ask('confirm'), null)).toEqual(answered(false));
  });

  it.each([null, 'biometrics', { kind: 'key-store', id: 1, ask: 'status', reason: '' }, { ...ask('status'), ask: 'other' }, { kind: 'biometrics', id: '1', ask: 'status', reason: '' }])('accept no other message: %j', (message) => {
    expect(asBiometricsRequest(message)).toBeUndefined();
  }); // prettier-ignore
});
