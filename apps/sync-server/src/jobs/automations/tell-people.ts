import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import { systemUserId } from '@outpost/domain/engine/act/author';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { applyOne } from '../../records/apply-one.ts';
import type { WritePorts } from '../../records/write-ports.ts';

export type Telling = {
  readonly catalogue: Catalogue;
  /** Names what is told. The same key tells nobody twice. */
  readonly key: readonly [string, ...string[]];
  readonly people: readonly string[];
  readonly words: string;
  /** The name of the automation. */
  readonly from: string;
  readonly about: Pick<StoredRecord, 'id' | 'entity'> | undefined;
  /** The step that asks these people, and until when (AUT-17). `offers`: they may take the record (AUT-20). */
  readonly ask?: { readonly key: string; readonly until: string; readonly offers: boolean };
};

/**
 * Gives each of these people a notice, which they alone have. The server writes it: nobody else may write records that belong to one person
 * (A-3c). Returns why none was written; undefined where one was.
 */
export async function tellPeople(ports: WritePorts, orgId: string, { catalogue, key, people, words, from, about, ask }: Telling): Promise<string | undefined> {
  const notice = entityOf(catalogue, automationKinds.notice);
  const target = notice.fields['about'];
  const canBeNamed = target?.type === 'ref' && about !== undefined && target.targets.includes(about.entity);
  const fields = { words, from: cutText(from, 120), ...(canBeNamed ? { about: `${about.entity}:${about.id}` } : {}), ...(ask ? { ask: ask.key, until: ask.until, asked: 'open', ...(ask.offers ? { offers: true } : {}) } : {}) };
  const edits = people.map((person) => ({
    id: hashedId('notice', orgId, ...key, person),
    entity: notice.name,
    create: { fields, ownerId: person, teamId: null, sharedWith: [], schema: notice.schema },
  }));
  const act = { id: hashedId('act of notice', orgId, ...key), label: cutLabel(from), shape: 'each', edits } as const;
  const applied = await applyOne(ports, { orgId, author: 'server', device: systemUserId }, act);
  if (applied.kind === 'ended') return 'The server did not take the notice.';
  const refused = Object.values(applied.decision.refused);
  return refused.length < edits.length ? undefined : (refused[0]?.message ?? 'Nobody could be told.');
} // prettier-ignore
