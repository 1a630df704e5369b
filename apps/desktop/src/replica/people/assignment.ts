import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { assignmentCalls } from '../../bridge/calls/assignment-calls.ts';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';
import { heldOf } from './automations.ts';

const path = '/api/v1/assignment-rules';
type AskFor<N extends keyof typeof assignmentCalls> = (
  open: OpenTenant,
  input: CallInput<N>,
) => Promise<Result<CallOutput<N>>>;

export const assignmentDecisions: AskFor<'assignment.decisions'> = async (open, { rule }) => {
  const schema = assignmentCalls['assignment.decisions'].output.omit({ records: true });
  const answer = askedValue(await open.link.ask(`${path}/${rule}/decisions`, undefined, schema));
  if (!answer.ok) return answer;
  const named = answer.value.decisions.map(({ entity, recordId }) => ({ entity, id: recordId }));
  return accept({ ...answer.value, records: heldOf(open, named) });
};

export const tryAssignmentOut: AskFor<'assignment.tryOut'> = async ({ link }, input) =>
  askedValue(await link.ask(`${path}/try-out`, input, assignmentCalls['assignment.tryOut'].output));
