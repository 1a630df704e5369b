import type { Unproved } from '../kernel/access/dangerous-acts.ts';
import { installedCatalogue } from '../installed-packs.ts';
import type { Principal } from '../kernel/access/access.ts';
import type { Act, Edit } from '../kernel/acts/act.ts';
import { type Catalogue, entityOf } from '../kernel/catalogue/catalogue.ts';
import type { JsonValue } from '../kernel/json.ts';
import type { StoredRecord } from '../kernel/entities/record.ts';
import { parseGrant } from '../kernel/catalogue/role.ts';
import { authorOf, serverAuthor, outcomeAuthor } from '../engine/act/author.ts';
import { decideAct, type Decided } from '../engine/decide.ts';
import { uniqueKeys } from '../engine/act/draft.ts';
import {
  type Answer,
  holdersKey,
  type JournalChange,
  type KnownAct,
  type Look,
  notHeld,
  type Writer,
} from '../engine/reads/look.ts';
import { type ReferrerQuery, totalWith } from '../engine/reads/overlay.ts';
import { targetsOf } from '../engine/reads/references.ts';

const idOf = (n: number): string => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
/** The person who acts, another person, and the first person's team. */
export const [ann, ben, north] = [1, 2, 3].map(idOf) as [string, string, string];
/** The id of every act that a test decides. */
export const actId = idOf(9);
/** The time of the decision, and of the records. */
export const at = '2026-11-20T08:00:00.000Z';
export const before = '2026-11-19T08:00:00.000Z';

type Fields = Readonly<Record<string, JsonValue>>;

/** Returns a record written by Ben, owned by Ann, in her team. */
export const record = (
  id: string,
  entity: string,
  fields: Fields,
  more: Partial<StoredRecord> = {},
): StoredRecord => ({
  id, entity, schema: 1, version: 3, life: 'alive', ownerId: ann, teamId: north, sharedWith: [], inherited: null, fields,
  createdAt: before, createdBy: ben, updatedAt: before, updatedBy: ben, ...more,
}); // prettier-ignore

/** Returns Ann, with a role in her team that has these grants. */
export const holding = (...grants: readonly string[]): Principal => ({
  userId: ann,
  memberships: [{ role: 'own', teamId: north, portal: false, grants: grants.flatMap((one) => parseGrant(one) ?? []) }],
});

export const set = (
  id: string,
  fields: Readonly<Record<string, readonly [JsonValue, JsonValue]>>,
  entity = 'crm/deal',
): Edit => ({ id, entity, seen: 0, fields: fields as Record<string, [JsonValue, JsonValue]> });
export const make = (id: string, entity: string, fields: Fields, more: object = {}): Edit => ({
  id,
  entity,
  create: { fields, ownerId: null, teamId: null, sharedWith: [], schema: 1, ...more },
});

/**
 * How a test decides an act. `by`: Ann with every right by default, or the server. `changes`: the limit for the act's changes.
 */
type How = Partial<Act> & {
  readonly by?: Principal | 'server' | { readonly outcomesOf: string };
  readonly changes?: number;
  readonly unproved?: Unproved;
};

/** A tenant in memory, with the interface that the code that decides acts reads. For tests that need no database. */
export class DecisionWorld {
  /** The kinds of record of the tenant. */
  installed: Catalogue = installedCatalogue;
  readonly records = new Map<string, StoredRecord>();
  readonly acts = new Map<string, Partial<KnownAct>>();
  readonly changes = new Map<string, readonly JournalChange[]>();
  /** Ids of erased records. */
  readonly used = new Set<string>();
  /** Undone groups, each as "group author". */
  readonly undoneGroups = new Set<string>();
  readonly writers = new Map<string, Writer>();
  /** The e-mail address of each person's account. */
  readonly addresses = new Map<string, string>();
  /** By `numberedField`: the last running number. */
  readonly numbers = new Map<string, number>();
  hasNewChild = false;
  /** The effect of breaches of rules with reads. */
  breaches: 'refuse' | 'warn' = 'refuse';
  /** Ids, kinds, acts, groups and addresses that the look does not hold, as on a device (T-8). */
  readonly unheld = new Set<string>();
  #ask<T>(of: string, answer: () => T): Answer<T> {
    return this.unheld.has(of) ? notHeld : answer();
  }

  #naming({ kind, field, target }: ReferrerQuery): readonly StoredRecord[] {
    return [...this.records.values()].filter(
      (one) =>
        one.entity === kind &&
        one.life === 'alive' &&
        targetsOf(entityOf(this.installed, kind), one.fields).get(field) === target,
    );
  }

  readonly look: Look = {
    record: (id) => this.#ask(id, () => this.records.get(id)),
    isUsed: (id) => this.#ask(id, () => this.used.has(id) || this.records.has(id)),
    idsOf: (entity) =>
      this.#ask(entity, () => [...this.records.values()].filter((one) => one.entity === entity).map(({ id }) => id)),
    references: (target) =>
      [...this.records.values()].flatMap(({ id, entity, fields }) =>
        [...targetsOf(entityOf(this.installed, entity), fields)].flatMap(([field, to]) =>
          to === target ? [{ entity, id, field }] : [],
        ),
      ),
    holders: (entity, fields, keys) =>
      [...this.records.values()].flatMap((one) => {
        const theirs = one.entity === entity.name ? uniqueKeys(entity, one.fields, fields) : undefined;
        const isSame = theirs && holdersKey(entity.name, fields, theirs) === holdersKey(entity.name, fields, keys);
        return isSame ? [one.id] : [];
      }),
    naming: (asked) => this.#ask(`${asked.kind} of ${asked.target}`, () => this.#naming(asked).map(({ id }) => id)),
    totalOf: (asked) =>
      this.#ask(`${asked.kind} of ${asked.target}`, () =>
        totalWith(this.installed, {}, { asked, add: this.#naming(asked), take: [] }),
      ),
    act: (id) => this.#ask(id, () => this.acts.get(id) as KnownAct | undefined),
    changesOf: (id) => this.changes.get(id) ?? [],
    isGroupUndone: (group, author) => this.#ask(group, () => this.undoneGroups.has(`${group} ${author}`)),
    hasNewChild: (parent) => this.#ask(`children of ${parent}`, () => this.hasNewChild),
    writerOf: (id, field) => this.#ask('journal', () => this.writers.get(`${id} ${field}`)),
    claimOf: () => undefined, // no journal tail was ever lost
    loss: undefined,
    addressOf: (id) => this.#ask('addresses', () => this.addresses.get(id)),
    lastNumber: (field) => this.#ask('numbers', () => this.numbers.get(field) ?? 0),
    personAt: (address) => this.#ask('addresses', () => [...this.addresses].find(([, one]) => one === address)?.[0]),
  };

  /** Writes an act of Ann into the journal. */
  did(
    act: string,
    changes: readonly (Pick<JournalChange, 'record' | 'entity'> & Partial<JournalChange>)[],
    known: Partial<KnownAct> = {},
  ): void {
    this.acts.set(act, { id: act, author: ann, status: 'accepted', undoneBy: null, ...known });
    this.changes.set(act, changes.map((one) => ({ n: 3, act, kind: 'changed', changed: {}, expanded: false, ...one }))); // prettier-ignore
  }

  /** Decides an act. `weighed` is the amount of work that the decision yielded. */
  decide(edits: readonly Edit[], how: How = {}): Decided & { readonly weighed: number } {
    const { by = holding('*:*@org'), changes = 10_000, unproved, ...more } = how;
    const act: Act = { id: actId, number: 1, label: 'x', shape: 'together', madeAt: at, edits: [...edits], ...more };
    const run = decideAct({
      act,
      author:
        by === 'server'
          ? serverAuthor
          : 'outcomesOf' in by
            ? outcomeAuthor(by.outcomesOf)
            : authorOf(by, this.installed),
      look: this.look,
      kinds: {
        mayLackDefinitions: this.unheld.has('definitions'),
        installed: this.installed,
        catalogue: this.installed,
        definitions: [],
      },
      at,
      bounds: { changes, places: 10 },
      breaches: this.breaches,
      unproved,
    });
    for (let weighed = 0; ;) {
      const step = run.next();
      if (step.done) return { ...step.value, weighed };
      weighed += step.value;
    }
  }

  /** Returns the status of the act, and the code of each refusal by record. */
  said(...asked: Parameters<DecisionWorld['decide']>): Readonly<Record<string, string>> {
    const { status, refused } = this.decide(...asked);
    return { status, ...Object.fromEntries([...refused].map(([id, { code }]) => [id, code])) };
  }
}
