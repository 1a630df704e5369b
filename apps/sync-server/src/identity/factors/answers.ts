import { type FactorKind, factorKinds, type SentKind } from '@outpost/domain/kernel/factor-kinds';
import type { Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { takeAnswerOf } from '../passkeys/ceremonies.ts';
import { partyOf } from '../passkeys/relying-party.ts';
import { macOfBackupCode } from './backup-codes.ts';
import { canSend, takeSentCode } from './sent-codes.ts';
import { isFactor, noteUse, purposeOf, type StoredFactor, takeBackupCode, takeStep } from './stored-factors.ts';
import { stepOfCode } from './totp.ts';

type Given = {
  readonly identityId: string;
  readonly factors: readonly StoredFactor[];
  /** A secret name of the step that asks. A sent code is valid only in that step. */
  readonly step: string;
  /** As the person typed it. */
  readonly answer: string;
};

/** Offers and checks one kind of answer. */
type AnswerKind = {
  /** Whether an account with these factors can answer in this way. */
  readonly isOffered: (factors: readonly StoredFactor[], ports: IdentityPorts) => boolean;
  /** Uses an answer up, in the transaction of the session that it opens. Returns whether it was right. */
  readonly take: (tx: Transaction, given: Given, ports: IdentityPorts) => Promise<boolean>;
};

/** A kind whose code the server sends. */
const sent = (kind: SentKind): AnswerKind => ({
  isOffered: (factors, ports) => canSend(kind, ports) && factors.some((each) => each.kind === kind && isFactor(each)),
  async take(tx, { identityId, factors, step, answer }, ports) {
    const factor = factors.find((each) => each.kind === kind && isFactor(each));
    if (!factor || !(await takeSentCode(tx, { kind, step, identityId, answer }, ports))) return false;
    return noteUse(tx, { identityId, id: factor.id, atMs: ports.clock.nowMs() });
  },
});

/** A new kind of answer: its id in `factorKinds`, and a line here. */
const answerKinds: Readonly<Record<FactorKind, AnswerKind>> = {
  // The answer is the code that a page of the server gives the app for the passkey's signature.
  passkey: {
    isOffered: (factors, ports) =>
      partyOf(ports).ok && factors.some((factor) => factor.kind === 'passkey' && isFactor(factor)),
    async take(tx, { identityId, factors, step, answer }, ports) {
      const shown = await takeAnswerOf(tx, { identityId, step, code: answer }, ports);
      return factors.some(({ id }) => id === shown);
    },
  },
  totp: {
    isOffered: (factors) => factors.some((factor) => factor.kind === 'totp' && isFactor(factor)),
    async take(tx, { identityId, factors, answer }, { keys, clock }) {
      const atMs = clock.nowMs();
      for (const { id, kind, sealed, confirmedMs } of factors) {
        if (kind !== 'totp' || sealed === null || confirmedMs === null) continue;
        const secret = await keys.unseal(sealed, purposeOf(kind, identityId));
        if (secret === undefined) throw new Error('The secret of a factor cannot be unsealed'); // its key is gone: no answer of the person's can be right
        const step = stepOfCode(secret, answer, atMs);
        if (step !== null && (await takeStep(tx, { identityId, id, step, atMs }))) return true;
      }
      return false;
    },
  },
  email: sent('email'),
  sms: sent('sms'),
  'backup-code': {
    isOffered: (factors) => factors.some(({ kind, codesLeft }) => kind === 'backup-codes' && codesLeft > 0),
    take: (tx, { identityId, answer }, ports) =>
      takeBackupCode(tx, {
        identityId,
        code: macOfBackupCode(identityId, answer, ports),
        atMs: ports.clock.nowMs(),
      }),
  },
};

/** Returns the kinds of answer that an account can give. */
export const offeredKinds = (factors: readonly StoredFactor[], ports: IdentityPorts): readonly FactorKind[] =>
  factorKinds.filter((kind) => answerKinds[kind].isOffered(factors, ports));

/**
 * Uses an answer up, in the transaction of the session that it opens. Returns whether it was right. A right answer is accepted
 * only once.
 */
export const takeAnswer = (
  tx: Transaction,
  { kind, ...given }: Given & { readonly kind: FactorKind },
  ports: IdentityPorts,
): Promise<boolean> => answerKinds[kind].take(tx, given, ports);
