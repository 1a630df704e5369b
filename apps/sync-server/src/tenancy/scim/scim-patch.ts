import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { type Filter, filter } from 'scim2-parse-filter';
import { z } from 'zod';
import { parseFilter } from './scim-filter.ts';

export const patchSchema = z.object({
  schemas: z.array(z.string().max(200)).max(10).optional(),
  Operations: z
    .array(
      z.object({
        op: z
          .string()
          .max(10)
          .transform((op) => op.toLowerCase())
          .pipe(z.enum(['add', 'replace', 'remove'])),
        path: z.string().max(1_000).nullish(),
        value: z.json().optional(),
      }),
    )
    .min(1)
    .max(1_000),
});
export type PatchOperation = {
  readonly op: AttributeChange['op'];
  readonly path?: string | null | undefined;
  readonly value?: JsonValue | undefined;
};

/** One change of one attribute. `attribute` and `sub` are in lower case. */
export type AttributeChange = {
  readonly op: 'add' | 'replace' | 'remove';
  readonly attribute: string;
  readonly sub: string | undefined;
  /** Returns whether an entry of a list is meant; undefined: no filter was given, so all are. */
  readonly isMeant: ((entry: Readonly<Record<string, JsonValue>>) => boolean) | undefined;
  /** The value of `value eq "…"` where the filter is just that: the id of a member. */
  readonly named: string | undefined;
  /** Undefined: none was sent. */
  readonly value: JsonValue | undefined;
};

const invalid = (path: string, why: string): Result<never> => refuse('request/invalid', `${path}: ${why}`, { path });

const pathForm =
  /^(?:urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):)?([a-z$][\w$-]*)(?:\[(.{1,900})\])?(?:\.([a-z$][\w$-]*))?$/is;
const extensionForm = /^urn:[\w:.-]+$/i;

/**
 * Returns the changes that a PATCH asks for (RFC 7644, 3.5.2), in their order. Operations without a path bring an object of attributes.
 * Attributes of an extension are left out: none is kept here. Refuses `request/invalid`.
 */
export function changesOf(operations: readonly PatchOperation[]): Result<readonly AttributeChange[]> {
  const changes: AttributeChange[] = [];
  for (const [place, { op, path, value }] of operations.entries()) {
    const at = `body.Operations.${place}`;
    if (op !== 'remove' && value === undefined) return invalid(`${at}.value`, 'is missing');
    if (path === undefined || path === null || path === '') {
      if (op === 'remove') return invalid(`${at}.path`, 'is missing: name the attribute to remove');
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        return invalid(`${at}.value`, 'without a path, must be an object of attributes');
      for (const [name, inner] of Object.entries(value as { readonly [name: string]: JsonValue })) {
        const change = changeOf({ op, path: name, value: inner }, at);
        if (!change.ok) return change;
        if (change.value) changes.push(change.value);
      }
      continue;
    }
    const change = changeOf({ op, path, value }, at);
    if (!change.ok) return change;
    if (change.value) changes.push(change.value);
  }
  return accept(changes);
}

function changeOf(
  { op, path, value }: { readonly op: AttributeChange['op']; readonly path: string; readonly value: JsonValue | undefined },
  at: string,
): Result<AttributeChange | undefined> {
  const match = pathForm.exec(path.trim());
  if (!match) return extensionForm.test(path.trim()) ? accept(undefined) : invalid(`${at}.path`, 'is not understood');
  const [, attribute = '', inside, sub] = match;
  const common = { op, attribute: attribute.toLowerCase(), sub: sub?.toLowerCase(), value };
  if (inside === undefined) return accept({ ...common, isMeant: undefined, named: undefined });
  const parsed = parseFilter(inside);
  if (!parsed.ok) return invalid(`${at}.path`, 'the filter in it is not understood');
  return accept({ ...common, isMeant: filter(parsed.value), named: namedBy(parsed.value) });
} // prettier-ignore

const namedBy = (one: Filter): string | undefined =>
  one.op === 'eq' && one.attrPath.toLowerCase() === 'value' && typeof one.compValue === 'string'
    ? one.compValue
    : undefined;
