/** Returns a count with its noun: "1 row", "1,480 rows". Pass `many` where the plural is not the noun with an s. */
export function countWithNoun(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
