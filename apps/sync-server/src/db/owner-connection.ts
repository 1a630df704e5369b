import pg from 'pg';
import type { OwnerConnection } from './migrate.ts';

/** Opens the owner's connection to a real Postgres for as long as `work` takes. */
export async function withOwner<T>(url: string, work: (connection: OwnerConnection) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'outpost-owner' });
  await client.connect();
  try {
    return await work({
      run: async (statements) => {
        await client.query(statements);
      },
      rows: async (statement) => (await client.query(statement)).rows as readonly Readonly<Record<string, unknown>>[], // pg types rows as any
    });
  } finally {
    await client.end();
  }
}
