import { describe, expect, it } from 'vitest';
import { memberAfterMessage, memberStates } from './member-state.ts';

describe('[CMP-1] the state of a member after its message', () => {
  it('is sent, whatever the campaign wanted meanwhile', () => {
    for (const was of memberStates) {
      expect(memberAfterMessage(was, { deliveryStatus: 'sent' })).toEqual({ state: 'sent', reason: null });
      expect(memberAfterMessage(was, { deliveryStatus: 'delivered', deliveryDecision: 'not-sent' })).toEqual({ state: 'delivered', reason: null }); // prettier-ignore
    }
  });

  it('has no outcome while the message waits', () => {
    expect(memberAfterMessage('written', {})).toBeUndefined();
    expect(memberAfterMessage('written', { deliveryStatus: 'failed', deliveryDecision: 'again' })).toBeUndefined();
  });

  it('keeps the rule of a refusal, and never its address', () => {
    expect(memberAfterMessage('written', { deliveryStatus: 'failed', deliveryError: 'a@b.example has not agreed to offers by e-mail (MSG-5).' })).toEqual({ state: 'left-out', reason: 'MSG-5' }); // prettier-ignore
    expect(memberAfterMessage('written', { deliveryStatus: 'failed', deliveryError: 'Strange (XYZ-1).' })).toEqual({ state: 'left-out', reason: 'other' }); // prettier-ignore
    expect(memberAfterMessage('sent', { deliveryStatus: 'returned', deliveryError: 'No such mailbox.' })).toEqual({
      state: 'failed',
      reason: null,
    });
    expect(memberAfterMessage('written', { deliveryStatus: 'failed', deliveryError: 'The server said (550) no.' })).toEqual({ state: 'failed', reason: null }); // prettier-ignore
    expect(memberAfterMessage('written', { deliveryStatus: 'expired' })).toEqual({ state: 'left-out', reason: 'expired' }); // prettier-ignore
  });

  it('is unknown where nobody knows, so that it is not sent again', () => {
    expect(memberAfterMessage('held', { deliveryStatus: 'unknown' })).toEqual({ state: 'unknown', reason: null });
  });
});

describe('[CMP-5] a pause', () => {
  it('holds a message that was refused because of it, and one that the campaign took back', () => {
    expect(memberAfterMessage('written', { deliveryStatus: 'failed', deliveryError: 'Its campaign is paused (CMP-5).' })).toEqual({ state: 'held', reason: null }); // prettier-ignore
    expect(memberAfterMessage('held', { deliveryDecision: 'not-sent' })).toBeUndefined();
  });

  it('is told from a person who takes a message back: that one is not sent after a resume', () => {
    expect(memberAfterMessage('written', { deliveryDecision: 'not-sent' })).toEqual({ state: 'left-out', reason: 'taken-back' }); // prettier-ignore
  });
});

describe('[CMP-16] the state of a member after its letter', () => {
  it('is written at once, and sent once the letter is in a print batch', () => {
    expect(memberAfterMessage('written', { letterStatus: 'waiting' })).toEqual({ state: 'letter', reason: null });
    for (const was of memberStates) expect(memberAfterMessage(was, { letterStatus: 'in-batch' })).toEqual({ state: 'sent', reason: null }); // prettier-ignore
  });

  it('tells a letter that a person took back from one that the campaign took back', () => {
    for (const was of ['written', 'letter'] as const) expect(memberAfterMessage(was, { letterStatus: 'cancelled' })).toEqual({ state: 'left-out', reason: 'taken-back' }); // prettier-ignore
    for (const was of ['held', 'left-out'] as const)
      for (const letterStatus of ['cancelled', 'waiting'] as const)
        expect(memberAfterMessage(was, { letterStatus })).toBeUndefined();
  });
});
