import type { RowSource } from './record-draft.ts';

const mostTargets = 256;
const rowBits = 32n;

/**
 * Returns the ids of the records that an import's rows make, derived from the id of the import's group. The same row
 * has the same id in each run of the group, so a resumed import makes no record twice. The ids are UUIDv7 (K-1) with
 * the group's time. 34 of its random bits distinguish groups of the same millisecond, and 8 bits the kinds of record
 * of one row. 32 bits contain the row's number, so ids ascend with the rows. `places` names each pair of file and
 * entity once, in any stable order.
 */
export function rowIds(
  group: string,
  places: readonly { readonly file: string; readonly entity: string }[],
): (source: RowSource, entity: string) => string {
  if (places.length > mostTargets) throw new Error(`An import has at most ${mostTargets} kinds of record in its files`);
  const numbers = new Map(places.map(({ file, entity }, index) => [`${file}\n${entity}`, BigInt(index)]));
  const hex = group.replaceAll('-', '');
  const head = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}`; // time, version and 12 random bits
  const random = BigInt(`0x${hex.slice(16, 22)}`) & 0x3f_ff_ffn; // 22 random bits after the variant
  return ({ file, row }, entity) => {
    const number = numbers.get(`${file}\n${entity}`);
    if (number === undefined) throw new Error(`The import has no rows of ${entity} in ${file}`);
    const tail = (0b10n << 62n) | (random << 40n) | (number << rowBits) | BigInt(row);
    const text = tail.toString(16);
    return `${head}-${text.slice(0, 4)}-${text.slice(4)}`;
  };
}
