import { z } from 'zod';
import { mostLinkChars } from './deep-link.ts';

/**
 * The commands of the application's menu that the page runs. Nothing about records passes through this port; those come over the
 * bridge.
 */
export const shellCommands = [
  'palette',
  'keys',
  'help',
  'first-steps',
  'settings',
  'import',
  'home',
  'sync',
  'back',
  'forward',
  'undo',
  'redo',
  'copy-link',
] as const;
export type ShellCommand = (typeof shellCommands)[number];

/** The page of the small window for quick capture. */
export const capturePath = '/capture';

/** Messages to the page: a command of the menu, or a link into the app, which the page parses again. */
export const toPageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('command'), command: z.enum(shellCommands) }),
  z.strictObject({ kind: z.literal('open'), link: z.string().max(mostLinkChars) }),
]);
export type ToPage = z.infer<typeof toPageSchema>;

/** Messages of the page to Electron's main process. `close-window` closes the window that asks. */
export const toShellSchema = z.strictObject({ kind: z.enum(['new-window', 'close-window', 'capture']) });
export type ToShell = z.infer<typeof toShellSchema>;
