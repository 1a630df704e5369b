import type { Edit } from '@outpost/domain/kernel/acts/act';
import {
  type Refusal,
  type RefusalCode,
  type RefusalDetails,
  type Result,
  accept,
  refusalCodes,
  refuse,
} from '@outpost/domain/kernel/refusal';
import type { Decision } from '@outpost/domain/sync/protocol';
import { sessionEnded } from '../identity/signed-in.ts';
import { applyActs } from '../records/apply-acts.ts';
import type { TenancyPorts } from './create-tenant.ts';

/** A caller of the API: their session counts as their device. */
export type ApiCaller = { readonly orgId: string; readonly userId: string; readonly sessionId: string };

export type ActAs = {
  readonly label: string;
  readonly edits: readonly Edit[];
  readonly undoes?: string;
  readonly id?: string;
};

/**
 * Executes one act as the caller, all or nothing. Returns the act's id and its decision, or the refusal of its first refused
 * part.
 */
export async function actAs(
  ports: TenancyPorts,
  caller: ApiCaller,
  { label, edits, undoes, id = ports.ids.newId() }: ActAs,
): Promise<Result<{ readonly act: string; readonly decision: Decision }>> {
  const act = {
    id,
    number: 1,
    label,
    shape: 'together' as const,
    madeAt: new Date(ports.clock.nowMs()).toISOString(),
    edits: [...edits],
    ...(undoes === undefined ? {} : { undoes }),
  };
  const applied = await applyActs(ports, {
    orgId: caller.orgId,
    author: { userId: caller.userId, sessionId: caller.sessionId },
    device: caller.sessionId,
    heads: [],
    acts: [act],
    numbering: 'next',
  });
  if (applied.kind === 'ended') return sessionEnded(applied.why);
  const [decision] = applied.kind === 'decided' ? applied.answers : [];
  if (!decision) throw new Error(`An act that the server numbers was not decided: ${JSON.stringify(applied)}`);
  const told = Object.values(decision.refused);
  const refused = told.find(({ code }) => code !== 'act/refused-whole') ?? told[0];
  return refused ? refusalFrom(refused) : accept({ act: id, decision });
}

const isCode = (code: string): code is RefusalCode => (refusalCodes as readonly string[]).includes(code);

/** Turns a refused edit of a decision back into a refusal. */
function refusalFrom({ code, message, details }: Decision['refused'][string]): Refusal {
  if (!isCode(code)) throw new Error(`A decision with an unknown code ${code}`);
  return refuse(code, message, details as RefusalDetails[typeof code]) as Refusal; // the decision was made from such a refusal
}
