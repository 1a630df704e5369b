import { parseArgs } from 'node:util';
import { plant } from './bugs/plant.ts';
import { plantedBugs } from './bugs/planted-bugs.ts';

// `npm run -s torture -- --seed S --histories N --devices D --ops K`: random histories on real replicas and the whole
// real server (S-6). It prints one line of JSON on stdout, and findings with seed, shortest form and steps on stderr.
// The exit code is 1 after any finding.
//
// - `--wide` adds the later kinds of step, `--grown` also kinds of record and fields that people define.
// - `--tight` lets people reach records in several ways at once, with small limits.
// - `--ruled` adds rules over several records.
// - `--areas` files deals by areas that people choose.
// - `--narrowed` keeps kinds of record off devices, and gives them back.
// - `--filed` adds files, whose bytes are sent and fetched.
// - `--staged` lets people change the stages of deals, `--packed` install and remove a pack.
// - `--erasing` adds erasures by law, `--undoing` people who undo what they have just done.
// - `--awake` lets the engines run by themselves.
// - `--sessions` plays histories of people who sign out, are suspended, and lose rights and laptops.
// - `--effects` plays histories of e-mails and texts that workers send to a provider that loses replies.
// - `--planted` tests the checker: each planted bug in a separate process, until it is found. `--plant NAME` is one such process.
// - `--replay FILE` plays a kept history step by step; one of sessions with `--sessions`.
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    histories: { type: 'string', default: '50' },
    devices: { type: 'string', default: '5' },
    ops: { type: 'string', default: '60' },
    planted: { type: 'boolean', default: false },
    wide: { type: 'boolean', default: false },
    grown: { type: 'boolean', default: false },
    erasing: { type: 'boolean', default: false },
    undoing: { type: 'boolean', default: false },
    ruled: { type: 'boolean', default: false },
    areas: { type: 'boolean', default: false },
    narrowed: { type: 'boolean', default: false },
    filed: { type: 'boolean', default: false },
    staged: { type: 'boolean', default: false },
    packed: { type: 'boolean', default: false },
    awake: { type: 'boolean', default: false },
    tight: { type: 'boolean', default: false },
    passing: { type: 'boolean', default: false },
    sessions: { type: 'boolean', default: false },
    effects: { type: 'boolean', default: false },
    plant: { type: 'string' },
    replay: { type: 'string' },
  },
});
const [seed, histories, devices, ops] = [values.seed, values.histories, values.devices, values.ops].map(Number);
if (
  ![seed, histories, devices, ops].every((number) => Number.isInteger(number) && (number ?? 0) > 0) ||
  (devices ?? 0) > 6
) {
  console.error(
    'usage: npm run -s torture -- [--seed N] [--histories N] [--devices 1–6] [--ops N] [--wide | --grown | --tight | --passing | --erasing | --undoing | --ruled | --areas | --narrowed | --filed | --staged | --packed | --awake | --sessions | --effects] [--planted] [--replay FILE]',
  );
  process.exit(2);
}
const drawn = { seed: seed ?? 1, histories: histories ?? 1, devices: devices ?? 1, ops: ops ?? 1 };
const bug = values.plant === undefined ? undefined : plantedBugs.find(({ name }) => name === values.plant);
if (values.plant !== undefined && !bug) {
  console.error(
    `There is no planted bug ${values.plant}. There are: ${plantedBugs.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}

// The code with the planted bug is imported only now.
if (bug) {
  plant(bug);
  const { findPlanted } = await import('./bugs/find-planted.ts');
  const found = await findPlanted(bug, drawn);
  console.log(JSON.stringify(found));
  process.exit(found.found ? 0 : 1);
}
if (values.sessions) {
  const { replaySessionFile, runSessions } = await import('./session-jobs.ts');
  process.exit(await (values.replay === undefined ? runSessions(drawn) : replaySessionFile(values.replay)));
}
if (values.effects) {
  const { runEffects } = await import('./effect-jobs.ts');
  process.exit(await runEffects(drawn));
}
const jobs = await import('./jobs.ts');
if (values.planted) process.exit(await jobs.runPlanted(drawn));
if (values.replay !== undefined) process.exit(await jobs.replayFile(values.replay));
process.exit(
  await jobs.runTorture({
    ...drawn,
    drawing:
      (
        [
          'awake',
          'tight',
          'passing',
          'grown',
          'erasing',
          'undoing',
          'ruled',
          'areas',
          'narrowed',
          'filed',
          'staged',
          'packed',
          'wide',
        ] as const
      ).find((name) => values[name]) ?? 'usual',
  }),
);
