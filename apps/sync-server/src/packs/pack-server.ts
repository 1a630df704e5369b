import { readGrants } from '../access/service-account.ts';
import type { PackRoute, Webhook } from '../http/packs/pack-route.ts';
import type { PackHttp } from '../http/packs/pack-routes.ts';
import type { MailPorts } from '../integrations/email/email-adapter.ts';
import type { IntentAdapter } from '../jobs/intents/intent-adapter.ts';
import type { Schedule } from '../jobs/schedules/schedule.ts';
import type { PackSchedules } from '../jobs/schedules/schedule-workers.ts';
import { serviceAccountOf } from '../jobs/service/service.ts';

/** What adapters are made of. Without what an adapter needs a pack gives none, and the intents wait. */
export type AdapterPorts = {
  /** Null: this server sends no e-mail. */
  readonly mail: MailPorts | null;
  /** Addresses by "pack.service", as the settings of the process name them. */
  readonly services: Readonly<Record<string, string>>;
  readonly fetch: typeof fetch;
};

/** T-22: what one pack does on the server, as one value. In a tenant that does not have the pack none of it is done (T-25). */
export type PackServer = {
  /** The pack's name in the domain. */
  readonly pack: string;
  /** The grants of its service account, which schedules, routes and webhooks ask and write as: "crm/task:update@org". */
  readonly grants?: readonly string[];
  /** Carry out the intents of their kind, whichever pack declares them. */
  readonly adapters?: (ports: AdapterPorts) => readonly IntentAdapter[];
  readonly schedules?: readonly Schedule[];
  readonly routes?: readonly PackRoute[];
  readonly webhooks?: readonly Webhook[];
};

/** The work of all packs, by the place where it is done. */
export type ServerWork = {
  readonly adapters: readonly IntentAdapter[];
  readonly schedules: readonly PackSchedules[];
  readonly http: readonly PackHttp[];
};

/** Gathers it. Two of one name, of a kind of intent, a schedule or an address, are a fault at start. */
export function serverWorkOf(packs: readonly PackServer[], ports: AdapterPorts): ServerWork {
  const adapters = packs.flatMap((pack) => pack.adapters?.(ports) ?? []);
  unique('Adapter', adapters.map(({ kind }) => kind)); // prettier-ignore
  unique('Server work of pack', packs.map(({ pack }) => pack)); // prettier-ignore
  const work = packs.map(({ pack, grants = [], schedules = [], routes = [], webhooks = [] }) => {
    const account = serviceAccountOf({ pack, grants: readGrants(pack, grants) });
    unique(`Pack ${pack}: schedule`, schedules.map(({ name }) => name)); // prettier-ignore
    unique(`Pack ${pack}: route`, routes.map(({ name }) => name)); // prettier-ignore
    unique(`Pack ${pack}: webhook`, webhooks.map(({ name }) => name)); // prettier-ignore
    return { account, schedules, routes, webhooks };
  });
  return { adapters, schedules: work, http: work };
}

function unique(what: string, names: readonly string[]): void {
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) throw new Error(`${what} ${twice} is declared twice`);
}
