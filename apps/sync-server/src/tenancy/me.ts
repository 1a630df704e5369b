import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { type Result, accept, refuse } from '@outpost/domain/kernel/refusal';
import { readAsker } from '../access/asker.ts';
import { type Database, inTenant } from '../db/database.ts';

/** The caller's person, tenant and rights, as the database has them now. Grants in their written form. */
export type MeAnswer = {
  readonly person: { readonly id: string; readonly name: string; readonly email: string | null };
  readonly organisation: {
    readonly id: string;
    readonly name: string;
    readonly currency: string;
    readonly timeZone: string;
  };
  readonly memberships: {
    readonly role: string;
    readonly teamId: string | null;
    readonly grants: string[];
    readonly portal: boolean;
    readonly until?: string;
  }[];
  readonly tokens: string[];
};

/** Reads the caller's own rights. Refuses `access/session-ended` to a caller who no longer belongs to the tenant. */
export function readMe(
  ports: { readonly database: Database; readonly installed: Catalogue },
  { orgId, userId }: { readonly orgId: string; readonly userId: string },
): Promise<Result<MeAnswer>> {
  return inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { person, principal, tokens } = await readAsker(tx, { orgId, userId, installed: ports.installed });
    const [tenant] = await tx.query<{ name: string; currency: string; time_zone: string }>(
      'select name, currency, time_zone from store.tenants where org_id = $1',
      [orgId],
    );
    if (!person || !tenant)
      return refuse('access/session-ended', 'You do not belong to this organisation any more.', { reason: 'removed' });
    const { name, email } = person.fields;
    return accept({
      person: {
        id: person.id,
        name: typeof name === 'string' ? name : '',
        email: typeof email === 'string' ? email : null,
      },
      organisation: { id: orgId, name: tenant.name, currency: tenant.currency, timeZone: tenant.time_zone },
      memberships: principal.memberships.map(({ role, teamId, grants, portal, until }) => ({
        role,
        teamId,
        portal,
        ...(until === undefined ? {} : { until }),
        grants: grants.map(({ resource, action, scope }) => `${resource}:${action}@${scope}`),
      })),
      tokens: [...tokens],
    });
  });
}
