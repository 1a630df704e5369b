import { crowdTasks } from './crowd-tasks.ts';
import { rawTasks } from './raw-tasks.ts';
import { replicaTasks } from './replica-tasks.ts';

// One side of a measurement, in a process of its own: does what its parent says, one task after another, and ends with it.
const tasks = { ...replicaTasks, ...rawTasks, ...crowdTasks } as const;
export type Tasks = typeof tasks;

process.on('message', (message) => {
  const { name, input } = message as { readonly name: keyof Tasks; readonly input: never }; // our own parent's
  const run = async (): Promise<unknown> => tasks[name](input);
  run().then(
    (value) => process.send?.({ ok: true, value }),
    (error: unknown) =>
      process.send?.({ ok: false, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
// An orderly end writes the CPU profile, if one was asked for.
process.on('disconnect', () => process.exit(0));
