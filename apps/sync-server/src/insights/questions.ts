import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { unknownEntity } from '@outpost/domain/kernel/catalogue/catalogue';
import { canSee } from '@outpost/domain/kernel/access/access';
import type { Clock } from '@outpost/domain/kernel/ports';
import { jsonSchemaOf } from '@outpost/domain/kernel/entities/json-schema';
import { compileList, type ListAnswer } from '@outpost/domain/kernel/query/lists/compile-list';
import type { CompiledQuery, QueryGround } from '@outpost/domain/kernel/query/query-engine';
import {
  compileFigures,
  type RollUpFigures,
  type FiguresAsked,
  withFigures,
} from '@outpost/domain/kernel/query/sums/compile-figures';
import { rollUpsOf } from '@outpost/domain/kernel/query/roll-ups/roll-ups-of';
import { compileReport } from '@outpost/domain/kernel/query/sums/compile-report';
import { hasNearWords } from '@outpost/domain/kernel/query/search/near-search';
import {
  compileNearSearch,
  compileSearch,
  type SearchHit,
  type SearchQuestion,
  withNear,
} from '@outpost/domain/kernel/query/search/compile-search';
import { compileSummary } from '@outpost/domain/kernel/query/sums/compile-summary';
import type { ListQuery, Report, SummaryQuery } from '@outpost/domain/kernel/questions/list-query';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { type Result, accept, refuse } from '@outpost/domain/kernel/refusal';
import { denialOf, notFound } from '@outpost/domain/kernel/access/denial';
import { day } from '@outpost/domain/kernel/entities/field-types';
import { type Way, waysOf } from '@outpost/domain/engine/moves/ways';
import { type Asker, markOf, readAsker, recallAsker } from '../access/asker.ts';
import { type Database, inTenant, type Planning, readInTenant, type Transaction } from '../db/database.ts';
import { withoutSealed } from '@outpost/domain/kernel/catalogue/sealed-group';
import { recordsOf } from '../records/load/load.ts';
import type { ServiceAccount } from '../access/service-account.ts';
import { AskersQuestions, queryGroundOf } from './askers-questions.ts';

export type InsightPorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly installed: Catalogue;
  /** Called with the time that Postgres worked for a question. */
  readonly worked?: (ms: number) => void;
};
type Asked = { readonly orgId: string; readonly userId: string; readonly service?: ServiceAccount };

/** a question that runs longer is stopped and refused. Chosen: a question that an index answers takes milliseconds. */
const mostSeconds = 10;

/** Returns the transaction settings for a question: the asker's tenant, and the limit. */
const asQuestion = ({ orgId }: Asked, { worked }: InsightPorts) =>
  ({
    orgId,
    planning: 'by-question',
    limitMs: mostSeconds * 1000,
    isQuestion: true,
    ...(worked && { worked }),
  }) as const;

type QuestionAsk<Question, Answer> = {
  readonly question: Question;
  readonly questions: AskersQuestions<Question, Answer>;
  readonly planningFor?: (asker: Asker) => Planning;
};

/**
 * Q-5: asks with the asker's rights, in one snapshot. The statement sees only records visible to the asker. The rights
 * of a recent asker are cached. Then the question is sent together with a check of the rights' mark, and if the mark
 * has changed, the answer is discarded unread (A-2).
 */
async function ask<Question, Answer>(
  ports: InsightPorts,
  asked: Asked,
  { question, questions, planningFor = () => 'by-question' }: QuestionAsk<Question, Answer>,
): Promise<Result<Answer>> {
  const who = { ...asked, installed: ports.installed };
  const kept = recallAsker(who);
  const early = kept && questions.for(ports.clock, kept.value, question);
  try {
    if (kept && early?.ok) {
      const { sql, parameters, decode } = early.value;
      // The mark is read after the rows, in the same or a later snapshot, and no mark is ever reused. So if the mark is
      // unchanged, it was also valid for the rows.
      const statements = [{ sql, parameters }, markOf(asked.orgId)];
      const [rows = [], marks = []] = await readInTenant(
        ports.database,
        { ...asQuestion(asked, ports), planning: planningFor(kept.value) },
        statements,
      );
      if (marks[0]?.['rights'] === kept.mark) return accept(decode(rows));
    }
    return await inTenant(ports.database, { ...asQuestion(asked, ports), mode: 'snapshot' }, async (tx) => {
      const compiled = questions.for(ports.clock, await readAsker(tx, who), question);
      if (!compiled.ok) return compiled;
      return accept(compiled.value.decode(await tx.query(compiled.value.sql, compiled.value.parameters)));
    });
  } catch (cause) {
    if (isTimeout(cause)) return timedOut();
    throw cause;
  }
}

const timedOut = () =>
  refuse(
    'query/timed-out',
    `The question took longer than ${mostSeconds} seconds. Narrow it, or sort by another field.`,
    { limitMs: mostSeconds * 1000 },
  );

/** Returns whether Postgres stopped a statement by its timeout (error code 57014). */
const isTimeout = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === '57014';

type ListWithout = { readonly list: ListAnswer; readonly hasRollUps: boolean };
/** A list, and whether its records have figures that are asked for separately. */
const lists = new AskersQuestions((ground, question: ListQuery): Result<CompiledQuery<ListWithout>> => {
  const compiled = compileList(ground, question);
  if (!compiled.ok) return compiled;
  const { sql, parameters, decode } = compiled.value;
  const entity = ground.catalogue.entities.get(question.entity);
  const hasRollUps = entity !== undefined && rollUpsOf(entity).length > 0;
  return accept({ sql, parameters, decode: (rows) => ({ list: decode(rows), hasRollUps }) });
});
const summaries = new AskersQuestions(compileSummary);
const reports = new AskersQuestions(compileReport);
const searches = new AskersQuestions(compileSearch);
const nearSearches = new AskersQuestions(compileNearSearch);

/** Returns a window of a list. Refuses as `compileList` does, and `query/timed-out`. */
export async function askList(ports: InsightPorts, asked: Asked, question: ListQuery): Promise<Result<ListAnswer>> {
  const answer = await ask(ports, asked, { question, questions: lists });
  if (!answer.ok) return answer;
  const { list, hasRollUps } = answer.value;
  if (!hasRollUps) return accept(list);
  const { rows, next } = list;
  const figures = await askFigures(ports, asked, { entity: question.entity, ids: rows.map(({ id }) => id) });
  return figures.ok ? accept({ rows: rows.map((row) => withFigures(row, figures.value)), next }) : figures;
}

/** Returns the roll-ups of records over the records that the asker sees (PLT-8, T-17). Refuses `query/timed-out`. */
async function askFigures(
  ports: InsightPorts,
  asked: Asked,
  of: FiguresAsked,
): Promise<Result<RollUpFigures | undefined>> {
  try {
    return await inTenant(ports.database, { ...asQuestion(asked, ports), mode: 'snapshot' }, async (tx) => {
      const asker = await readAsker(tx, { ...asked, installed: ports.installed });
      return accept(await figuresIn(tx, queryGroundOf(ports.clock, asker), of));
    });
  } catch (cause) {
    if (isTimeout(cause)) return timedOut();
    throw cause;
  }
}

async function figuresIn(tx: Transaction, ground: QueryGround, of: FiguresAsked): Promise<RollUpFigures | undefined> {
  const entity = ground.catalogue.entities.get(of.entity);
  if (!entity || of.ids.length === 0 || rollUpsOf(entity).length === 0) return undefined;
  const compiled = compileFigures(ground, of);
  return compiled.ok ? compiled.value.decode(await tx.query(compiled.value.sql, compiled.value.parameters)) : undefined;
}
/** Returns counts and sums by groups. */
export const askSummary = (ports: InsightPorts, asked: Asked, question: SummaryQuery) =>
  ask(ports, asked, { question, questions: summaries });
/** Returns measures by groups. */
export const askReport = (ports: InsightPorts, asked: Asked, question: Report) =>
  ask(ports, asked, { question, questions: reports });
/**
 * Returns the records of several kinds that a text finds. Words with a typing error are looked for only where those as typed
 * give fewer hits than asked for.
 */
export async function askSearch(
  ports: InsightPorts,
  asked: Asked,
  question: SearchQuestion,
): Promise<Result<readonly SearchHit[]>> {
  const planningFor = (asker: Asker): Planning => planningOfSearch(asker, question);
  const asTyped = await ask(ports, asked, { question, questions: searches, planningFor });
  if (!asTyped.ok || asTyped.value.length >= question.limit || !hasNearWords(question.text)) return asTyped;
  const more = { ...question, limit: question.limit + asTyped.value.length }; // these may be among them again
  const near = await ask(ports, asked, { question: more, questions: nearSearches, planningFor });
  return near.ok ? accept(withNear(asTyped.value, near.value, question.limit)) : near;
}

/**
 * Returns how Postgres plans a search. Every search reads a range of tokens. Measured, over all kinds of record: with a
 * plan for each text it took Postgres 4.5 ms, with one plan for all 1.0. If only some of a kind's records are visible,
 * their number matters, and one plan for all is up to five times slower.
 */
function planningOfSearch({ tenant, tokens }: Asker, { entities }: SearchQuestion): Planning {
  const held = new Set(tokens);
  const seesAll = (entities ?? [...tenant.catalogue.entities.keys()]).every((name) => held.has(`${name}@org`));
  return seesAll ? 'by-key-once' : 'by-question';
}

/** Returns one record. A missing record and an invisible one get the same refusal. */
export function askRecord(
  ports: InsightPorts,
  asked: Asked,
  { entity, id }: { readonly entity: string; readonly id: string },
): Promise<Result<StoredRecord>> {
  return inTenant(ports.database, { orgId: asked.orgId, mode: 'snapshot' }, async (tx) => {
    const asker = await readAsker(tx, { ...asked, installed: ports.installed });
    const { tenant, principal } = asker;
    if (!withoutSealed(tenant.catalogue).entities.has(entity)) return unknownEntity(entity);
    const [record] = await recordsOf(tx, tenant, { entity, ids: [id] });
    if (!record || !canSee(principal, tenant.catalogue, record)) return notFound(id);
    return accept(withFigures(record, await figuresIn(tx, queryGroundOf(ports.clock, asker), { entity, ids: [id] })));
  });
}

/**
 * T-14: returns the moves that the caller can make with a record, and why the others are refused. They are judged for the present
 * day in UTC, like an act that names no day.
 */
export function askWays(
  ports: InsightPorts,
  asked: Asked,
  { entity: name, id }: { readonly entity: string; readonly id: string },
): Promise<Result<readonly Way[]>> {
  return inTenant(ports.database, { orgId: asked.orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant, principal } = await readAsker(tx, { ...asked, installed: ports.installed });
    const entity = withoutSealed(tenant.catalogue).entities.get(name);
    if (!entity) return unknownEntity(name);
    const [record] = await recordsOf(tx, tenant, { entity: name, ids: [id] });
    if (!record || !canSee(principal, tenant.catalogue, record)) return notFound(id);
    return accept(
      waysOf(entity, tenant.catalogue.workflows.get(name), {
        record,
        today: day(new Date(ports.clock.nowMs()).toISOString().slice(0, 10)),
        actor: asked.userId,
        denial: (action) => denialOf(principal, action, entity, { record, nameOf: () => undefined }),
      }),
    );
  });
}

/** A kind of record as programs need it to write acts: its name, and the JSON schema of its fields. */
export type KindDescription = {
  readonly name: string;
  readonly schema: number;
  readonly label: { readonly one: string; readonly many: string };
  readonly parent: string | null;
  readonly fields: ReturnType<typeof jsonSchemaOf>;
};

/** Returns the kinds of record that the tenant has, with its own kinds and fields (K-3), by name. */
export function describeKinds(ports: InsightPorts, asked: Asked): Promise<Result<readonly KindDescription[]>> {
  return inTenant(ports.database, { orgId: asked.orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant } = await readAsker(tx, { ...asked, installed: ports.installed });
    return accept(describeCatalogue(tenant.catalogue));
  });
}

/** Returns the kinds of record in use in a catalogue, by name. */
export function describeCatalogue(catalogue: Catalogue): readonly KindDescription[] {
  const { entities } = withoutSealed(catalogue);
  const inUse = [...entities.values()].filter(({ isRetired }) => !isRetired);
  const kinds = inUse.sort((a, b) => (a.name < b.name ? -1 : 1));
  return kinds.map((entity) => ({
    name: entity.name,
    schema: entity.schema,
    label: entity.label,
    parent: entity.parent ?? null,
    fields: jsonSchemaOf(entity),
  }));
}
