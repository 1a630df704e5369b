import { sameJson } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { parentField, parentFieldNames } from '@outpost/domain/engine/reads/references';
import { inheritedBy } from '../../access/filed-tokens.ts';
import type { Transaction } from '../../db/database.ts';
import { Filing } from '../decide/feed-rows.ts';
import { recordsOf } from '../load/load.ts';
import type { Rest } from '../../sharing/loop-share.ts';
import { tableNameOf, type Tenant } from '../../catalogue/tenant.ts';
import type { WriteLimits } from '../load/write-limits.ts';
import { writeFiling } from './write-feed.ts';

/** A parent that has moved, and the last number of the act that moved it. */
export type MovedParent = {
  readonly parent: Pick<StoredRecord, 'id' | 'version'> & Parameters<typeof inheritedBy>[2];
  readonly actEnd: number;
  readonly limits: WriteLimits;
  readonly rest: Rest;
  /** Called with the number of feed rows before they are written; throws where they are too many. */
  readonly filed: (rows: number) => void;
};

/**
 * A-3a: files the children of a moved parent again, at the number of its move, and their children in turn. It works in
 * pieces within the transaction of the move, so that the whole move has one number of the journal (S-6). No statement
 * and no memory grows with the number of children. Children that follow their parent already are left unchanged.
 */
export async function refileChildren(
  tx: Transaction,
  tenant: Tenant,
  { parent, actEnd, limits, rest, filed }: MovedParent,
): Promise<void> {
  for (const entity of tenant.catalogue.entities.values()) {
    const field = parentField(entity);
    if (!field) continue;
    const inherited = inheritedBy(tenant, entity, parent);
    const of = { parent: parent.id, entity: entity.name, field: field.name };
    const pieces = childPieces(tx, tenant, { ...of, pieceSize: limits.childrenAtOnce });
    for await (const ids of pieces) {
      const children = await recordsOf(tx, tenant, { entity: entity.name, ids });
      const moved = children.filter((child) => !sameJson(child.inherited, inherited));
      if (moved.length === 0) continue;
      const filing = new Filing(tenant);
      for (const child of moved) filing.file(Math.max(parent.version, child.version), child, { ...child, inherited });
      await tx.query(
        `update ${tableNameOf(tenant, entity.name)} set inherited = $3::jsonb where org_id = $1 and id = any($2::uuid[])`,
        [tenant.orgId, moved.map(({ id }) => id), JSON.stringify(inherited)],
      );
      filing.endAct(actEnd);
      filed(filing.count);
      await writeFiling(tx, tenant.orgId, { filing, wrote: rest });
      const parents = await parentsAmong(tx, tenant, moved.map(({ id }) => id)); // prettier-ignore
      for (const child of moved)
        if (parents.has(child.id))
          await refileChildren(tx, tenant, {
            parent: { ...child, inherited, version: parent.version },
            actEnd,
            limits,
            rest,
            filed,
          });
    }
  }
}

type ChildrenOf = {
  readonly parent: string;
  readonly entity: string;
  readonly field: string;
  readonly pieceSize: number;
};

/** Yields the ids of a parent's children of one kind, a bounded number at a time. */
async function* childPieces(
  tx: Transaction,
  { orgId }: Tenant,
  { parent, entity, field, pieceSize }: ChildrenOf,
): AsyncGenerator<readonly string[]> {
  for (let after: string | undefined = '00000000-0000-0000-0000-000000000000'; after !== undefined;) {
    const rows: readonly { readonly id: string }[] = await tx.query<{ id: string }>(
      `select id from store.reference where org_id = $1 and target_id = $2 and entity = $3 and field = $4 and id > $5::uuid order by id limit ${pieceSize}`,
      [orgId, parent, entity, field, after],
    );
    if (rows.length > 0) yield rows.map(({ id }) => id);
    after = rows.length < pieceSize ? undefined : rows.at(-1)?.id;
  }
}

/** Returns which of these records have children of their own. */
async function parentsAmong(
  tx: Transaction,
  { orgId, catalogue }: Tenant,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ target_id: string }>(
    `select distinct target_id from store.reference where org_id = $1 and target_id = any($2::uuid[]) and entity || '.' || field = any($3::text[])`,
    [orgId, ids, parentFieldNames(catalogue)],
  );
  return new Set(rows.map((row) => row.target_id));
}
