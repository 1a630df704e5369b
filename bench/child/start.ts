import { serveTasks } from './serve-tasks.ts';
import type { crowdTasks } from './crowd-tasks.ts';
import type { hostileTasks } from './hostile-tasks.ts';
import type { kindsTasks } from './kinds-tasks.ts';
import type { rawTasks } from './raw-tasks.ts';
import type { replicaTasks } from './replica-tasks.ts';
import type { screenTasks } from './screen-tasks.ts';

// One side of a measurement in a separate process. It loads only that side's code, because its memory and start are measured.
export type Tasks = typeof replicaTasks &
  typeof rawTasks &
  typeof crowdTasks &
  typeof hostileTasks &
  typeof kindsTasks &
  typeof screenTasks;
const sides = {
  replica: async () => (await import('./replica-tasks.ts')).replicaTasks,
  raw: async () => (await import('./raw-tasks.ts')).rawTasks,
  crowd: async () => (await import('./crowd-tasks.ts')).crowdTasks,
  hostile: async () => (await import('./hostile-tasks.ts')).hostileTasks,
  screen: async () => (await import('./screen-tasks.ts')).screenTasks,
  kinds: async () => (await import('./kinds-tasks.ts')).kindsTasks,
};

serveTasks((name) => sides[name.slice(0, name.indexOf('.')) as keyof typeof sides]()); // the parent's types guarantee the names
