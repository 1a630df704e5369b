import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import type { Database } from '../../db/database.ts';
import type { KeyRing } from '../../identity/keys/key-ring.ts';
import type { UseLinks } from '../../integrations/mail-uses/use-links.ts';
import { openVisitTokens } from '../../integrations/mail-uses/visit-tokens.ts';
import { noteMailUse } from '../../jobs/mail-uses/note-mail-use.ts';
import { isVisitedSite, mayNoteVisits, noteVisit } from '../../jobs/mail-uses/note-visit.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import { addVisitRoutes } from '../routes/visits/visit-routes.ts';
import { addMailUseRoutes } from './mail-use-routes.ts';

export type FollowedMailPorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly installed: Catalogue;
  readonly keys: Pick<KeyRing, 'attemptMac'>;
};

/** Adds what followed e-mails load, and the route to which websites report the visits that begin with their links. */
export function addFollowedMails(app: OpenAPIHono<HttpEnv>, ports: FollowedMailPorts, links: UseLinks): void {
  const tokens = openVisitTokens({ ...ports, mac: ports.keys.attemptMac });
  addMailUseRoutes(app, {
    links,
    note: (used) => noteMailUse(ports, used),
    visitToken: async (linked) => ((await mayNoteVisits(ports, linked)) ? tokens.make(linked) : undefined),
  });
  addVisitRoutes(app, {
    clock: ports.clock,
    tokens,
    isVisitedSite: (host) => isVisitedSite(ports.database, host),
    note: (visit) => noteVisit(ports, visit),
  });
}
