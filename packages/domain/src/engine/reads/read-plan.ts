import type { Catalogue } from '../../kernel/catalogue/catalogue.ts';
import type { Read, ReadStep } from '../../kernel/entities/reads.ts';
import type { Rule } from '../../kernel/entities/rule.ts';

/**
 * A rule with reads that records of some kind affect. `place` is the step of the read at whose lower end such a
 * record is.
 */
export type Reaching = { readonly rule: ReadingRule; readonly read: Read; readonly place: number };
export type ReadingRule = Rule & { readonly reads: Readonly<Record<string, Read>> };

/** For each kind, the records that the reads of a catalogue load. */
export type ReadPlan = {
  /** By kind: the rules with reads over records of it. */
  readonly own: ReadonlyMap<string, readonly ReadingRule[]>;
  /** By kind: the rules whose `many` or `total` pass through records of it. */
  readonly reached: ReadonlyMap<string, readonly Reaching[]>;
  /** By kind: the fields by which its records are searched for the record that they name. */
  readonly downFields: ReadonlyMap<string, readonly string[]>;
  /** By kind: the fields that lead from its records to those above. */
  readonly upFields: ReadonlyMap<string, readonly string[]>;
};

const plans = new WeakMap<Pick<Catalogue, 'rules'>, ReadPlan | null>();

type Declaring = Pick<Catalogue, 'entities' | 'rules' | 'derived' | 'workflows'>;

/**
 * Returns the plan of a catalogue, or nothing where no rule, check or derived field has reads. Rules of packs that
 * the tenant has removed are left out (T-25).
 */
export function readPlanOf(catalogue: Declaring): ReadPlan | undefined {
  const known = plans.get(catalogue);
  if (known !== undefined) return known ?? undefined;
  const plan = planOf(catalogue);
  plans.set(catalogue, plan ?? null);
  return plan;
}

function planOf({ entities, rules, derived, workflows }: Declaring): ReadPlan | undefined {
  const isThere = (kind: string): boolean => entities.get(kind)?.isRemoved !== true;
  const stands = (reads: Readonly<Record<string, Read>>): boolean =>
    Object.values(reads).every(({ from, steps }) => isThere(from) && steps.every(({ kind }) => isThere(kind)));
  const reading = [...rules.values()]
    .flat()
    .filter((rule): rule is ReadingRule => rule.reads !== undefined && stands(rule.reads));
  const checks = [...(workflows?.values() ?? [])].flatMap(({ moves }) => moves.flatMap((move) => move.checks));
  const all = [...reading, ...checks, ...[...derived.values()].flat()].flatMap(({ reads }) =>
    Object.values(reads ?? {}),
  );
  if (all.length === 0) return undefined;
  const reached = reading.flatMap((rule) =>
    Object.values(rule.reads).flatMap((read) =>
      read.steps.flatMap(({ way, kind }, place) => (way === 'down' ? [{ kind, reaching: { rule, read, place } }] : [])),
    ),
  );
  // The way back from a record to the rules that it affects goes down where the read goes up.
  const backwards = reached.flatMap(({ reaching: { read, place } }) => read.steps.slice(0, place).flatMap((step) => (step.way === 'up' ? [[step.of, step.field] as const] : []))); // prettier-ignore
  const steps = all.flatMap((read) => read.steps);
  const ofWay = (sought: ReadStep['way']) => steps.filter(({ way }) => way === sought);
  return {
    own: Map.groupBy(reading, ({ on }) => on),
    reached: grouped(reached.map(({ kind, reaching }) => [kind, reaching])),
    downFields: grouped([...ofWay('down').map(({ kind, field }) => [kind, field] as const), ...backwards]),
    upFields: grouped(ofWay('up').map(({ of, field }) => [of, field])),
  };
}

function grouped<T>(pairs: readonly (readonly [string, T])[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, Set<T>>();
  for (const [key, value] of pairs) groups.set(key, (groups.get(key) ?? new Set()).add(value));
  return new Map([...groups].map(([key, values]) => [key, [...values]]));
}
