import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { automationCalls } from '../../bridge/calls/automation-calls.ts';
import type { CallInput, CallOutput, ShownRecord } from '../../bridge/contract.ts';
import { shownOf } from '../questions/shown-of.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

const path = '/api/v1/automations';
type AskFor<N extends keyof typeof automationCalls> = (
  open: OpenTenant,
  input: CallInput<N>,
) => Promise<Result<CallOutput<N>>>;

/** Returns the records of an answer as this device knows them. Nothing of the answer is stored. */
export function heldOf(
  { device }: OpenTenant,
  named: readonly { readonly entity: string; readonly id: string }[],
): Record<string, ShownRecord> {
  const records: Record<string, ShownRecord> = {};
  for (const { entity, id } of named) {
    if (!device.catalogue.entities.has(entity)) continue;
    const held = device.lookups.shown(entity, id);
    if (held) records[held.id] = shownOf(held);
  }
  return records;
}

export const listAutomations: AskFor<'automations.list'> = async ({ link }) =>
  askedValue(await link.ask(path, undefined, automationCalls['automations.list'].output));

export const turnAutomation: AskFor<'automations.turn'> = async ({ link }, { id, isPaused }) => {
  const done = askedValue(await link.ask(`${path}/${id}/${isPaused ? 'pause' : 'resume'}`, {}, z.unknown()));
  return done.ok ? accept(null) : done;
};

export const automationRuns: AskFor<'automations.runs'> = async (open, { id, status, before }) => {
  const query = new URLSearchParams({
    ...(status === null ? {} : { status }),
    ...(before === null ? {} : { before: String(before) }),
  });
  const schema = automationCalls['automations.runs'].output.omit({ records: true });
  const answer = askedValue(await open.link.ask(`${path}/${id}/runs?${query.toString()}`, undefined, schema));
  if (!answer.ok) return answer;
  const named = answer.value.runs.map(({ entity, recordId }) => ({ entity, id: recordId }));
  return accept({ ...answer.value, records: heldOf(open, named) });
};

export const automationRun: AskFor<'automations.run'> = async ({ link }, { id, run }) =>
  askedValue(await link.ask(`${path}/${id}/runs/${run}`, undefined, automationCalls['automations.run'].output));

export const decideAutomationRun: AskFor<'automations.decide'> = async ({ link }, { id, run, decision }) => {
  const done = askedValue(await link.ask(`${path}/${id}/runs/${run}/decide`, { decision }, z.unknown()));
  return done.ok ? accept(null) : done;
};

export const dryRunAutomation: AskFor<'automations.dryRun'> = async (open, { version, entity, days }) => {
  const schema = automationCalls['automations.dryRun'].output.omit({ records: true });
  const answer = askedValue(await open.link.ask(`${path}/dry-run`, { version, days }, schema));
  if (!answer.ok) return answer;
  const named = answer.value.examples.map(({ record: id }) => ({ entity, id }));
  return accept({ ...answer.value, records: heldOf(open, named) });
};
