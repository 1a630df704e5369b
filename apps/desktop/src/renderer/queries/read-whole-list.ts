import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import type { Bridge, CallInput, CallOutput, RefNames, ShownRecord } from '../../bridge/contract.ts';
import { ask } from './ask.ts';

/** The most rows of one answer, and the most values of a filter: the bounds of a question. */
const mostAtOnce = 1_000;

/** The rows of a list, and the names of the records that they refer to. */
export type WholeList = Pick<CallOutput<'records.list'>, 'rows' | 'refs'>;

/** Reads a list to its end, at most `most` rows, in as few questions as possible. Throws as `ask`. */
export async function readWholeList(
  bridge: Bridge,
  input: Omit<CallInput<'records.list'>, 'limit' | 'after' | 'offset'>,
  most = Number.POSITIVE_INFINITY,
): Promise<WholeList> {
  const rows: ShownRecord[] = [];
  const refs: RefNames = {};
  let after: string | null = null;
  do {
    const limit = Math.min(mostAtOnce, most - rows.length);
    const answer: CallOutput<'records.list'> = await ask(bridge, 'records.list', { ...input, limit, ...(after === null ? {} : { after }) }); // prettier-ignore
    rows.push(...answer.rows);
    Object.assign(refs, answer.refs);
    after = answer.next;
  } while (after !== null && rows.length < most);
  return { rows, refs };
}

/** Reads all records of a kind that have one of these values in a field, and match `also`. No value: no question. */
export async function readByValues(
  bridge: Bridge,
  { entity, life = 'alive' }: Pick<CallInput<'records.list'>, 'entity' | 'life'>,
  { field, values, also }: { readonly field: string; readonly values: readonly JsonValue[]; readonly also?: Filter },
): Promise<WholeList> {
  const unique = [...new Set(values)];
  const rows: ShownRecord[] = [];
  const refs: RefNames = {};
  for (let from = 0; from < unique.length; from += mostAtOnce) {
    const named: Filter = { field, op: 'one-of', value: unique.slice(from, from + mostAtOnce) };
    const part = await readWholeList(bridge, {
      entity,
      life,
      where: also === undefined ? named : { and: [also, named] },
    });
    rows.push(...part.rows);
    Object.assign(refs, part.refs);
  }
  return { rows, refs };
}
