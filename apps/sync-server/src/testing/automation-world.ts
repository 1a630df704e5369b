import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Database } from '../db/database.ts';
import type { AutomationPorts } from '../jobs/automations/automation-worker.ts';
import { automationWorker } from '../jobs/automations/automation-worker.ts';
import type { SalesWorld } from './sales-world.ts';
import { changeEdit, made, type TestDevice, type TestServer } from './test-server.ts';

/** The parts of a version. Left out: it starts when a deal is won, and makes a task for its owner. */
export type WrittenVersion = {
  readonly name?: string;
  readonly entity?: string;
  readonly trigger?: JsonValue;
  readonly conditions?: JsonValue;
  readonly steps?: JsonValue;
};

/** A change of a deal's next step: a change that no workflow judges. */
export const hasNextStep: JsonValue = { kind: 'change', on: ['created', 'changed'], fields: ['source'], after: { field: 'source', op: 'is-not-empty' } }; // prettier-ignore
export const taskStep: JsonValue = { id: 'task', kind: 'create', entity: 'crm/task', set: { subject: { text: 'Call about {name}' }, about: { record: true }, ownerId: { of: 'ownerId' }, dueAt: { days: 2 } } }; // prettier-ignore
export const tellStep: JsonValue = { id: 'tell', kind: 'tell', to: { field: 'ownerId' }, words: '{name} goes on: {source}' }; // prettier-ignore

const fieldsOf = (automation: string, number: number, { name = 'Next steps', entity = 'crm/deal', trigger = hasNextStep, conditions = null, steps = [taskStep] }: WrittenVersion) => ({
  name: `${name}, version ${number}`, automation, number, forEntity: entity, trigger, steps, ...(conditions === null ? {} : { conditions }),
}); // prettier-ignore

export type MadeAutomation = { readonly id: string; readonly version: string };

/** Makes an automation with one version and puts it live. */
export async function putLive(
  w: SalesWorld,
  written: WrittenVersion = {},
  by: TestDevice = w.ann,
): Promise<MadeAutomation> {
  const [id, version] = [w.id(), w.id()];
  const whole = async (edits: Parameters<TestDevice['do']>[0]): Promise<void> => {
    const { refused } = await by.do(edits);
    const told = Object.values(refused).map(({ code, message }) => `${code}: ${message}`);
    if (told.length > 0) throw new Error(told.join('\n'));
  };
  await whole([
    made(id, 'platform/automation', { name: written.name ?? 'Next steps' }),
    made(version, 'platform/automation-version', fieldsOf(id, 1, written)),
  ]);
  await whole([changeEdit(id, 'platform/automation', { live: [null, version] })]);
  return { id, version };
}

/** Returns the worker of a server, which works until nothing is due. */
export function workerOf(
  test: TestServer,
  given: { readonly database?: Database; readonly runsPerHour?: number } = {},
) {
  const failures: string[] = [];
  const ports: AutomationPorts = {
    ...test.server.tenancy,
    ...given,
    log: {
      error: (details, message) => void failures.push(`${message} ${String((details as { err?: unknown }).err)}`),
    },
  };
  const worker = automationWorker(ports);
  return {
    failures,
    async run(orgId: string): Promise<void> {
      while ((await worker.run(orgId)) === 'more');
    },
  };
}
