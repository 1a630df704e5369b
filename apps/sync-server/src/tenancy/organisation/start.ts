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
    const { organisation: orgId } = command;
    switch (command.what) {
      case 'suspend':
        return done(await suspendOrganisation({ database, clock }, orgId));
      case 'resume':
        return done(await resumeOrganisation({ database }, orgId));
      case 'plan':
        return done(await setPlan({ database }, { orgId, plan: command.plan, quotas: command.quotas }));
    }
  },
});

function done(isDone: boolean) {
  return { ok: isDone, said: isDone ? { done: true } : { problem: 'no such organisation, or nothing to change' } };
}
