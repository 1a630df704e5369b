import { parseArgs } from 'node:util';
import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

/** The command of a backup job. `file` is a path, or `-` for stdin. */
export type DurableCommand =
  | { readonly kind: 'heads' }
  | { readonly kind: 'mark-file'; readonly file: string }
  | { readonly kind: 'mark'; readonly tenant: string | null; readonly upTo: number | 'head' };

export const durableUsage = `npm run -s durable -- heads                            prints the end of each tenant's journal; use it before a backup begins
npm run -s durable -- mark FILE                        marks what \`heads\` printed then (- for stdin); use it when that backup is safe
npm run -s durable -- mark --tenant ID --up-to N       marks one tenant, up to a number
npm run -s durable -- mark --now [--tenant ID]         marks everything up to now; use it only where a restore would certainly contain it`;

/** A journal number as typed. */
const numberSchema = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

/** Parses a command line; returns `undefined` where it does not match `durableUsage`. */
export function readDurableCommand(args: readonly string[]): DurableCommand | undefined {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { tenant: { type: 'string' }, 'up-to': { type: 'string' }, now: { type: 'boolean', default: false } },
    });
  } catch {
    return undefined;
  }
  const { positionals, values } = parsed;
  const [verb, file, ...more] = positionals;
  const { tenant, now, 'up-to': upTo } = values;
  const hasOptions = tenant !== undefined || upTo !== undefined || now;
  if (more.length > 0) return undefined;
  if (verb === 'heads') return file === undefined && !hasOptions ? { kind: 'heads' } : undefined;
  if (verb !== 'mark') return undefined;
  if (file !== undefined) return hasOptions ? undefined : { kind: 'mark-file', file };
  if (tenant !== undefined && !idSchema.safeParse(tenant).success) return undefined;
  if (now) return upTo === undefined ? { kind: 'mark', tenant: tenant ?? null, upTo: 'head' } : undefined;
  const n = numberSchema.safeParse(upTo);
  return n.success && tenant !== undefined ? { kind: 'mark', tenant, upTo: n.data } : undefined;
}

const headsFileSchema = z.strictObject({
  heads: z.array(z.strictObject({ tenant: idSchema, n: z.number().int().nonnegative(), hash: z.string().min(1) })),
});

/** E-2: parses the output of `heads` for `mark`. Throws on any other text, with the error and its place. */
export function readHeadsFile(written: string): z.infer<typeof headsFileSchema> {
  try {
    return headsFileSchema.parse(JSON.parse(written));
  } catch (cause) {
    const problem =
      cause instanceof z.ZodError ? z.prettifyError(cause) : cause instanceof Error ? cause.message : String(cause);
    throw new Error(`This is not the output of "npm run -s durable -- heads": ${problem}`, { cause });
  }
}
