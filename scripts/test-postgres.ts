import type { TestProject } from 'vitest/node';
import { startThrowawayPostgres } from './embedded-postgres.ts';

/**
 * Starts the one Postgres for all `.pg.test.ts` files of a run and gives them its superuser URL: `inject('postgresUrl')`. Each
 * file makes its own database and roles in it. Returns a function that stops it.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startThrowawayPostgres();
  project.provide('postgresUrl', server.url);
  return () => server.stop();
}
