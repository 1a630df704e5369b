import { parseArgs } from 'node:util';
import { idSchema } from '@outpost/domain/kernel/ids';
import type { QuotaLimits } from '@outpost/domain/kernel/quotas/quotas';

/** An operator's order about one organisation. */
export type OrganisationCommand =
  | { readonly what: 'suspend' | 'resume'; readonly organisation: string }
  | { readonly what: 'plan'; readonly organisation: string; readonly plan: string; readonly quotas: QuotaLimits };

export const organisationUsage = `npm run -s organisation -- suspend | resume --organisation ID
npm run -s organisation -- plan --organisation ID --name NAME [--limit KEY=NUMBER …]
  suspend   closes the organisation immediately, on every route and stream; its data and sessions stay
  resume    opens it again
  plan      sets its plan and all of its limits, such as --limit people=25 --limit records=100000; limits that are left out end`;

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
      },
    });
  } catch {
    return undefined;
  }
  const { organisation, name, limit: written = [] } = parsed.values;
  const [what, ...more] = parsed.positionals;
  if (organisation === undefined || !idSchema.safeParse(organisation).success || more.length > 0) return undefined;
  if (what === 'suspend' || what === 'resume')
    return name === undefined && written.length === 0 ? { what, organisation } : undefined;
  if (what !== 'plan' || name === undefined || !/^[a-z][a-z0-9-]{0,59}$/.test(name)) return undefined;
  const limits = written.map((text) => /^([a-z/-]+)=(\d{1,15})$/.exec(text));
  if (limits.some((found) => found === null || !keys.includes(found[1] ?? ''))) return undefined;
  const quotas = Object.fromEntries(limits.map((found) => [found?.[1] ?? '', Number(found?.[2])]));
  return { what, organisation, plan: name, quotas };
}
