import { parseArgs } from 'node:util';
import { idSchema } from '@outpost/domain/kernel/ids';
import type { QuotaLimits } from '@outpost/domain/kernel/quotas/quotas';

/** An operator's order about one organisation. `orderedBy` is left out where the command line does not contain it. */
export type OrganisationCommand = { readonly organisation: string; readonly orderedBy?: string } & (
  | { readonly what: 'suspend' | 'resume' }
  | { readonly what: 'plan'; readonly plan: string; readonly quotas: QuotaLimits }
);

export const organisationUsage = `npm run -s organisation -- suspend | resume --organisation ID [--ordered-by "…"]
npm run -s organisation -- plan --organisation ID --name NAME [--limit KEY=NUMBER …] [--ordered-by "…"]
  suspend       closes the organisation immediately, on every route and stream; its data and sessions stay
  resume        opens it again
  plan          sets its plan and all of its limits, such as --limit people=25 --limit records=100000; limits that are left out end
  --ordered-by  stays in the journal of the organisation, where its administrators read it. Left out: the person who runs the command ordered it`;

/** Chosen: a name and a reference. */
const mostChars = 500;

/** Parses a command line. `keys`: of the quotas that exist. Returns undefined where it does not match `organisationUsage`. */
export function readOrganisationCommand(
  args: readonly string[],
  keys: readonly string[],
): OrganisationCommand | undefined {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        organisation: { type: 'string' },
        name: { type: 'string' },
        limit: { type: 'string', multiple: true },
        'ordered-by': { type: 'string' },
      },
    });
  } catch {
    return undefined;
  }
  const { organisation, name, limit: written = [], 'ordered-by': orderedBy } = parsed.values;
  const [what, ...more] = parsed.positionals;
  if (organisation === undefined || !idSchema.safeParse(organisation).success || more.length > 0) return undefined;
  if (orderedBy !== undefined && (orderedBy.trim() === '' || orderedBy.length > mostChars)) return undefined;
  const order = { organisation, ...(orderedBy === undefined ? {} : { orderedBy }) };
  if (what === 'suspend' || what === 'resume')
    return name === undefined && written.length === 0 ? { what, ...order } : undefined;
  if (what !== 'plan' || name === undefined || !/^[a-z][a-z0-9-]{0,59}$/.test(name)) return undefined;
  const limits = written.map((text) => /^([a-z/-]+)=(\d{1,15})$/.exec(text));
  if (limits.some((found) => found === null || !keys.includes(found[1] ?? ''))) return undefined;
  const quotas = Object.fromEntries(limits.map((found) => [found?.[1] ?? '', Number(found?.[2])]));
  return { what, ...order, plan: name, quotas };
}
