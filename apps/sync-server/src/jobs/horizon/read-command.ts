import { parseArgs } from 'node:util';
import { idSchema } from '@outpost/domain/kernel/ids';

/** An operator's command about the horizon of tombstones. */
export type HorizonCommand =
  | { readonly kind: 'status' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'pass'; readonly organisation: string; readonly upTo: number; readonly isDry: boolean };

export const horizonUsage = `npm run -s horizon -- status                                     prints the position of each organisation's horizon, and the reason why it is stopped
npm run -s horizon -- resume                                     continues after a jump; use it when the clocks of all servers are right
npm run -s horizon -- pass --organisation ID --up-to N [--dry-run]  moves one immediately to a number of its journal; records that were deleted by then are erased`;

/** Parses a command line; returns `undefined` where it does not match `horizonUsage`. */
export function readHorizonCommand(args: readonly string[]): HorizonCommand | undefined {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        organisation: { type: 'string' },
        'up-to': { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
      },
    });
  } catch {
    return undefined;
  }
  const { positionals, values } = parsed;
  const [verb, ...more] = positionals;
  const { organisation, 'up-to': upTo, 'dry-run': isDry } = values;
  if (more.length > 0) return undefined;
  if (verb === 'status' || verb === 'resume')
    return organisation === undefined && upTo === undefined && !isDry ? { kind: verb } : undefined;
  if (verb !== 'pass' || !idSchema.safeParse(organisation).success) return undefined;
  return organisation !== undefined && upTo !== undefined && /^[1-9]\d{0,14}$/.test(upTo)
    ? { kind: 'pass', organisation, upTo: Number(upTo), isDry }
    : undefined;
}
