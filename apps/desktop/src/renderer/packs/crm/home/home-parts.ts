/** One piece of code for all parts of the home page: they are shown together. */
export { DayStrip } from './day-strip.tsx';
export { MyFigures } from './my-figures.tsx';
export { QuietDeals } from './quiet-deals.tsx';
export { TasksLeft, TodaysTasks } from './todays-tasks.tsx';
