import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { EntityPlan } from './entity-plan.ts';

/** One forward-only step of the schema. Its text never changes once it has been released. */
export type Migration = {
  readonly number: number;
  readonly name: string;
  readonly statements: string;
  readonly checksum: string;
};

/** The folder of the migrations, next to this file. */
export const migrationsFolder = join(import.meta.dirname, 'migrations');
const planFile = join(migrationsFolder, 'entities.plan.json');

const fileName = /^(\d{4})-([a-z0-9-]+)\.sql$/;

/** Returns all migrations by number: 1, 2, 3 …. A gap or a duplicate is a fault. */
export function readMigrations(folder: string = migrationsFolder): readonly Migration[] {
  const found = readdirSync(folder)
    .flatMap((file) => {
      const match = fileName.exec(file);
      if (!match) return [];
      const statements = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
      return [
        {
          number: Number(match[1]),
          name: match[2] ?? '',
          statements,
          checksum: createHash('sha256').update(statements).digest('hex'),
        },
      ];
    })
    .sort((a, b) => a.number - b.number);
  for (const [index, migration] of found.entries()) {
    if (migration.number !== index + 1)
      throw new Error(
        `Migration ${migration.number} (${migration.name}) should be number ${index + 1}: the numbers have no gaps and no duplicates.`,
      );
  }
  return found;
}

const planSchema = z.strictObject({
  tables: z.array(
    z.strictObject({
      table: z.string(),
      columns: z.array(z.strictObject({ name: z.string(), type: z.string(), from: z.string() })),
      indexes: z.array(
        z.strictObject({ name: z.string(), columns: z.array(z.string()), include: z.array(z.string()) }),
      ),
      unique: z.array(z.strictObject({ name: z.string(), columns: z.array(z.string()) })),
      view: z.array(z.strictObject({ name: z.string(), from: z.string() })),
    }),
  ),
});

/** Returns the plan that the committed migrations result in; an empty plan before the first. */
export function readCommittedPlan(file: string = planFile): EntityPlan {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return { tables: [] };
    throw cause;
  }
  return planSchema.parse(JSON.parse(text));
}

/** The path of the committed plan. */
export const committedPlanFile = planFile;
