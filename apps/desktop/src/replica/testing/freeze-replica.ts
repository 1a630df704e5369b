import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GivenMachine } from './given-machine.ts';
import { freeze, frozenFolder, workToFreeze } from './frozen-replica.ts';

// `node apps/desktop/src/replica/testing/freeze-replica.ts <name>` writes a replica in the present format to
// frozen/replica-<name>.json.gz. Later formats are tested with it.
const [name] = process.argv.slice(2);
if (name === undefined || !/^[a-z0-9.-]+$/.test(name)) {
  process.stderr.write('usage: node apps/desktop/src/replica/testing/freeze-replica.ts <name of the release>\n');
  process.exit(2);
}
const to = join(frozenFolder, `replica-${name}.json.gz`);
const machine = new GivenMachine();
await workToFreeze(machine);
const isNew = !existsSync(to);
freeze(machine, to);
await machine.end();
process.stdout.write(`${isNew ? 'kept' : 'replaced'} ${to}\n`);
