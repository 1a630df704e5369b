import type { JsonValue } from '@outpost/domain/kernel/json';
import { isObject } from '@outpost/domain/kernel/json';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Context } from 'hono';
import { restOf } from '../../../sharing/loop-share.ts';
import { isJsonType, storable } from '../../bodies/body-rules.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import { bodyTooLarge, readBody, usualPace } from '../../bodies/read-body.ts';
import { wantBody } from '../../guards/serve-http.ts';

/** Chosen: payloads of forms, shops and repositories are smaller. Each is kept for up to 90 days. */
const limits = { bytes: 65_536, values: 5_000 };
/** Chosen: no form that a person fills in has more. */
const mostFormFields = 500;

/** A body as it came, of a type that can be read. */
export type HookBody = { readonly bytes: Uint8Array; readonly isForm: boolean };

const wrong = (place: string, right: string): Result<never> =>
  refuse('request/invalid', `${place}: ${right}`, { path: place });

const isFormType = (type: string | undefined): boolean =>
  type !== undefined && /^application\/x-www-form-urlencoded\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(type.trim());

/** Reads the bytes of a request to a source: JSON, or a form of an announced length. Refuses everything else as the gate of all bodies does. */
export async function readHookBody(c: Context<HttpEnv>): Promise<Result<HookBody>> {
  const type = c.req.header('content-type');
  const isForm = isFormType(type);
  if (!isForm && !isJsonType(type))
    return wrong('header.content-type', 'must be "application/json" or "application/x-www-form-urlencoded"');
  const coding = c.req.header('content-encoding');
  if (coding !== undefined && coding.trim().toLowerCase() !== 'identity')
    return wrong('header.content-encoding', 'must be absent: bodies are sent uncompressed');
  const length = c.req.header('content-length');
  const isAnnounced = length !== undefined && c.req.header('transfer-encoding') === undefined;
  if (isAnnounced && !/^\d{1,15}$/.test(length)) return wrong('header.content-length', 'must be a number of bytes');
  if (isAnnounced && Number(length) > limits.bytes) return bodyTooLarge(limits);
  if (isForm && !isAnnounced) return wrong('header.content-length', 'must be there for a form');
  wantBody(c.env);
  if (isForm) return accept({ bytes: new Uint8Array(await c.req.arrayBuffer()), isForm }); // Node reads no more than was announced
  const how = { pace: usualPace, announced: isAnnounced ? Number(length) : undefined, rest: restOf('') };
  const read = await readBody(c.req.raw, limits, how);
  return read.ok ? accept({ bytes: read.value.bytes, isForm }) : read;
}

/** Returns the payload of a body as JSON text: an object. Refuses `request/invalid` for everything else. */
export function payloadIn({ bytes, isForm }: HookBody): Result<string> {
  const text = decoded(bytes);
  if (text === undefined) return wrong('body', 'is not UTF-8');
  const read = isForm ? formIn(text) : jsonIn(text);
  if (!read.ok) return read;
  const json = JSON.stringify(read.value);
  const kept = storable(read.value, { text: json, path: 'body' });
  return kept.ok ? accept(json) : kept;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

type WithSource = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** A whole number that JavaScript would change, such as a long id, stays as its digits. */
const exactly: WithSource = (_key, value, { source }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
    ? source
    : value;

function jsonIn(text: string): Result<JsonValue> {
  try {
    const read: unknown = JSON.parse(text, exactly as Parameters<typeof JSON.parse>[1]); // its types lack the third argument (ES2026)
    return isObject(read) ? accept(read as JsonValue) : wrong('body', 'must be a JSON object');
  } catch {
    return wrong('body', 'is not JSON');
  }
}

/** The fields of a form. A field that occurs several times is a list. */
function formIn(text: string): Result<JsonValue> {
  const fields = [...new URLSearchParams(text)];
  if (fields.length > mostFormFields) return wrong('body', `has more than ${mostFormFields} fields`);
  const byName = Map.groupBy(fields, ([name]) => name);
  return accept(
    Object.fromEntries(
      [...byName].map(([name, own]): [string, JsonValue] => {
        const values = own.map(([, value]) => value);
        return [name, values.length === 1 ? (values[0] ?? '') : values];
      }),
    ),
  );
}
