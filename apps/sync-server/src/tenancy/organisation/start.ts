import { userInfo } from 'node:os';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { quotasOf } from '@outpost/domain/kernel/quotas/quotas';
import { runOperatorCommand } from '../../commands/operator-command.ts';
import { setPlan } from './plan.ts';
import { organisationUsage, readOrganisationCommand } from './read-organisation-command.ts';
import { resumeOrganisation, suspendOrganisation } from './suspend.ts';

// `npm run -s organisation -- …`: sets the plan of an organisation, suspends it and opens it again, as the database's owner (DATABASE_URL).
// Exit code 0 done, 1 fault, 2 usage, 3 there is no such organisation, or nothing to change.

const clock = { nowMs: () => Date.now() };
const keys = quotasOf(installedCatalogue).map(({ key }) => key);

process.exitCode = await runOperatorCommand(process, {
  name: 'organisation',
  usage: organisationUsage,
  read: (args) => readOrganisationCommand(args, keys),
  role: 'outpost_app',
  answer: async (command, { database }) => {
    const { organisation: orgId, orderedBy = userInfo().username } = command;
    const ports = { database, clock };
    switch (command.what) {
      case 'suspend':
        return done(await suspendOrganisation(ports, orgId, { orderedBy }));
      case 'resume':
        return done(await resumeOrganisation(ports, orgId, { orderedBy }));
      case 'plan':
        return done(await setPlan(ports, { orgId, plan: command.plan, quotas: command.quotas, orderedBy }));
    }
  },
});

function done(isDone: boolean) {
  return { ok: isDone, said: isDone ? { done: true } : { problem: 'no such organisation, or nothing to change' } };
}
