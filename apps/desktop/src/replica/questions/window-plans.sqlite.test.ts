import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { compileList } from '@outpost/domain/kernel/query/lists/compile-list';
import { indexPlansOf } from '@outpost/domain/kernel/query/plans/index-plan';
import { type ListQueryInput, listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import type { QueryGround } from '@outpost/domain/kernel/query/query-engine';
import { fingerprintOf, writeCursor } from '@outpost/domain/kernel/query/lists/window-cursor';
import { sqliteStore } from '@outpost/domain/testing/query-stores';

const id = '0190b1f2-7c00-7000-8000-0000000000aa';
const ground: QueryGround = {
  catalogue: installedCatalogue,
  engine: { dialect: 'sqlite' },
  asking: { userId: id, now: '2026-11-20T09:00:00.000Z', timeZone: 'UTC' },
  currency: 'USD',
};

/** Returns a value that a list can fix the field to. */
function valueOf(entity: Entity, name: string): JsonValue {
  const field = entity.fields[name];
  if (field === undefined || field.type === 'ref') return id; // an owner, a team
  if (field.type === 'choice') return field.options[0]?.value ?? '';
  if (field.type === 'flag') return true;
  if (field.type === 'date') return '2026-11-20';
  return 'x';
}

/**
 * Returns the lists for which indexes are declared: all fields of an index but the last fixed to a value, sorted by the last,
 * in both directions.
 */
function listsOf(entity: Entity): readonly ListQueryInput[] {
  return indexPlansOf(entity).flatMap(({ columns }) => {
    const names = columns.map(({ field }) => field);
    const fixed = names.slice(0, -1).map((field) => ({ field, op: 'is' as const, value: valueOf(entity, field) }));
    return (['asc', 'desc'] as const).map((direction): ListQueryInput => ({
      entity: entity.name,
      ...(fixed.length === 0 ? {} : { where: { and: fixed } }),
      sort: [{ field: names.at(-1) ?? 'id', direction }],
    }));
  });
}

/** Returns each list's first window, and one window after a place, with an invented key where that is possible. */
function windowsOf(question: ListQueryInput) {
  const query = listQuerySchema.parse(question);
  const first = compileList(ground, query);
  if (!first.ok) return [];
  const fingerprint = fingerprintOf(ground, query);
  const later = [['x'], [7], [null]].flatMap((keys) => {
    const compiled = compileList(ground, { ...query, after: writeCursor(fingerprint, { id, keys }) });
    return compiled.ok ? [compiled.value] : []; // a key of another type
  });
  const held = [first.value, ...later].filter(({ mostRead }) => mostRead !== undefined);
  return held.map((window) => ({
    window,
    way: query.where === undefined ? /USING (COVERING )?INDEX/ : /^SEARCH .*USING INDEX/,
  }));
}

describe('[D-3] windows that are read in the replica’s own thread', () => {
  const store = sqliteStore(installedCatalogue, new Map());
  const windows = [...installedCatalogue.entities.values()].flatMap(listsOf).flatMap(windowsOf);

  it('include nearly all lists of the declarations’ indexes', () => {
    expect(windows.length).toBeGreaterThan(200);
  });

  it('are read along an index, without a sort or a scan', async () => {
    const plans = await Promise.all(
      windows.map(async ({ window, way }) => ({ way, sql: window.sql, plan: await store.plan(window) })),
    );
    const slow = plans.filter(({ way, plan }) => {
      const reads = plan.filter((step) => / t( |$)/.test(step));
      return reads.length === 0 || !reads.every((read) => way.test(read)) || plan.join().includes('TEMP B-TREE');
    });
    expect(slow).toEqual([]);
  });
});
