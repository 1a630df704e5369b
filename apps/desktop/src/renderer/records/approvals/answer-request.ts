import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import type { ActRequest } from '../../../bridge/contract.ts';

/** An answer to a request for approval (AUT-17). */
export type Verdict = 'approved' | 'declined';

/** A request for approval: its words, its record as "crm/deal:id", and the step of the run that asks. */
export type AskedStep = { readonly words: string; readonly about: string; readonly ask: string };

/** Returns the act that answers a request: it makes the record of the answer, which nobody changes afterwards. */
export function answerRequest({ words, about, ask }: AskedStep, verdict: Verdict, note = ''): ActRequest {
  const said = note.trim();
  const fields = { name: words, about, ask, verdict, ...(said === '' ? {} : { note: said }) };
  const label = cutLabel(`${verdict === 'approved' ? 'Approved' : 'Declined'}: ${words}`);
  return { label, edits: [{ entity: automationKinds.decision, create: { fields } }] };
}
