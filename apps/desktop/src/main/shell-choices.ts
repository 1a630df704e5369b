import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { MainLog } from './main-log.ts';

const choicesSchema = z.object({
  /** Whether the app keeps running in the system's tray when its last window is closed. */
  keepsRunning: z.boolean().catch(true),
  /** Whether the person was told once that the app keeps running. */
  wasTold: z.boolean().catch(false),
  /** Whether spelling is checked, and in which languages. Null: in those of the system. */
  spelling: z
    .object({ isOn: z.boolean(), languages: z.array(z.string().max(40)).max(100).nullable() })
    .catch({ isOn: true, languages: null }),
});

/** The choices of the person on this computer that the main process needs before anybody has signed in. */
export type ShellChoices = z.infer<typeof choicesSchema>;

/**
 * Reads the choices from a file, and writes it with each change. A missing or damaged file, and an unreadable choice,
 * count as the default. `changed` is called after each change.
 */
export function shellChoices(
  file: string,
  { log, changed }: { readonly log: MainLog; readonly changed: () => void },
): { readonly now: () => ShellChoices; readonly set: (change: Partial<ShellChoices>) => void } {
  const state = { choices: choicesSchema.parse(contentOf(file)) };
  return {
    now: () => state.choices,
    set: (change) => {
      state.choices = { ...state.choices, ...change };
      try {
        writeFileSync(`${file}.new`, JSON.stringify(state.choices));
        renameSync(`${file}.new`, file);
      } catch {
        log('shell-choice-not-kept', {}); // a full disk: the choice lasts until the end of the app
      }
      changed();
    },
  };
}

function contentOf(file: string): object {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? read : {};
  } catch {
    return {}; // the first start, or a file cut off by a power cut
  }
}
