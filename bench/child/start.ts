import { crowdTasks } from './crowd-tasks.ts';
import { rawTasks } from './raw-tasks.ts';
import { replicaTasks } from './replica-tasks.ts';
import { serveTasks } from './serve-tasks.ts';

// One side of a measurement, in a process of its own.
const tasks = { ...replicaTasks, ...rawTasks, ...crowdTasks } as const;
export type Tasks = typeof tasks;

serveTasks(tasks);
