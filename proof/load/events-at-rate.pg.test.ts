import { expect, inject, it } from 'vitest';
import { eventsAtRate } from './events-at-rate.ts';

const isLong = inject('effort') === 'long';
const seconds = isLong ? 600 : 5;

it(`[EVT-4] 100,000 events an hour for ${seconds} s each arrive once`, { timeout: 1_200_000 }, async () => {
  const { wrong, ...told } = await eventsAtRate({ perHour: 100_000, seconds });
  if (isLong) process.stderr.write(`events at a rate: ${JSON.stringify(told)}\n`);
  expect(wrong).toEqual([]);
});
