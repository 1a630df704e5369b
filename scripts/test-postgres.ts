import type { TestProject } from 'vitest/node';
import { startThrowawayPostgres } from './embedded-postgres.ts';

/**
 * Starts the one Postgres that all `.pg.test.ts` files of a run share, and hands them its superuser URL:
 * `inject('postgresUrl')`. Each file makes a database, and roles, of its own in it. Returns what stops it.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startThrowawayPostgres();
  project.provide('postgresUrl', server.url);
  return () => server.stop();
}
