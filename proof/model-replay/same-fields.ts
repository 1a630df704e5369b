/** Whether fields are equal, ignoring empty values and the order of lines, which the model does not define. */
export function sameFields(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => plain(a[name]) === plain(b[name]));
}

function plain(value: unknown): string {
  if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) return '';
  if (Array.isArray(value)) return JSON.stringify(value.map(String).sort());
  return typeof value === 'string' ? value.split('\n').sort().join('\n') : JSON.stringify(value);
}
