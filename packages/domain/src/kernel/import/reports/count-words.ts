/** "1 row", "1,480 rows": a count with its noun, as messages say it. `many` is given where it isn't the noun with an s. */
export function countOf(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
