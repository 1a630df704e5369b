import { accept } from '@outpost/domain/kernel/refusal';
import { type ImportPlan, type ImportProgress, importPlanSchema } from '../../bridge/import-plan.ts';
import { importHandlers } from '../imports/imports.ts';
import { tenantForTest } from './for-test.ts';
import { giveImport } from './give-import.ts';
import type { GivenTenantOptions } from './given-tenant.ts';
import { realTime } from './real-time.ts';

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** Returns the value of an answer; throws its message where it is a refusal. */
export function accepted<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
}

/** A file for `open`: its name and content, the kind of its records, and the sheet to read. */
type Opened = { readonly name: string; readonly content: string | Uint8Array; readonly entity?: string; readonly sheet?: string }; // prettier-ignore

type Given = {
  readonly time?: typeof realTime;
  readonly tenant?: GivenTenantOptions;
  /** The bound on a file of kept refused rows. */
  readonly mostKeptBytes?: number;
  readonly tell?: (progress: ImportProgress) => void;
};

/** Makes a device without a network, and its imports in real time, or in the given one. */
export async function importsForTest({ time = realTime, tenant, mostKeptBytes, tell = () => undefined }: Given = {}) {
  const device = await tenantForTest(tenant);
  const calls = importHandlers({
    tenant: () => accept(device.tenant),
    ports: { ...device.tenant.device.ports, ...time },
    tell,
    mostKeptBytes,
  });
  const open = async ({ name, content, entity, sheet }: Opened) => {
    const importId = await giveImport(calls, [{ name, content, ...(sheet === undefined ? {} : { sheet }) }], 10_000);
    return calls['imports.open']({ importId, ...(entity === undefined ? {} : { recipe: `entity:${entity}` }) });
  };
  return {
    device,
    calls,
    open,
    /** Returns the plan of a file, as the bridge gives it. */
    planOf: async (file: Opened): Promise<ImportPlan> => importPlanSchema.parse(accepted(await open(file))),
    /** Returns the message of a refused file. */
    refusalOf: async (file: Opened): Promise<string> => {
      const answer = await open(file);
      return answer.ok ? 'was read' : answer.message;
    },
    /** Runs a planned import to its end and returns its group. */
    run: async (importId: string): Promise<string> => {
      accepted(await calls['imports.run']({ importId }));
      for (;;) {
        const { state, message, group } = accepted(await calls['imports.progress']({ importId }));
        if (state === 'done') return group ?? '';
        if (state !== 'running') throw new Error(message ?? state);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    /** Returns the fields of the living records of a kind, by a text field. */
    fieldsOf: async (entity: string, field: string) => {
      const sort = [{ field, direction: 'asc' as const }];
      const page = await device.tenant.questions.list({ entity, life: 'alive', limit: 100, sort });
      return accepted(page).rows.map(({ fields }) => fields);
    },
  };
}
