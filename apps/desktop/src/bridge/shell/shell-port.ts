import { mostFileBytes } from '@outpost/domain/kernel/files/file-types';
import { z } from 'zod';
import { mostLinkChars } from './deep-link.ts';

/**
 * The commands of the application's menu that the page runs. Nothing about records passes through this port, except for the bytes
 * of a file that the person opens with another program (ADR 54); records come over the bridge.
 */
export const shellCommands = [
  'palette',
  'keys',
  'help',
  'first-steps',
  'settings',
  'import',
  'print',
  'home',
  'sync',
  'back',
  'forward',
  'lock',
  'undo',
  'redo',
  'copy-link',
] as const;
export type ShellCommand = (typeof shellCommands)[number];

/** The page of a window that opens for a link into the app, until the link is followed. */
export const followingPath = '/following';

/** The page of the small window for quick capture. */
export const capturePath = '/capture';

/** The keys that a person can choose for quick capture from every program, in Electron's words. The first ones are the usual ones. */
export const captureAccelerators = [
  'CommandOrControl+Shift+Space',
  'CommandOrControl+Alt+Space',
  'CommandOrControl+Shift+Y',
  'Alt+Shift+N',
] as const;
export type CaptureAccelerator = (typeof captureAccelerators)[number];

const captureKeysSchema = z.strictObject({
  isOn: z.boolean(),
  accelerator: z.enum(captureAccelerators),
  /** Another program has these keys, so they do nothing here. */
  isTaken: z.boolean(),
});
export type CaptureKeys = z.infer<typeof captureKeysSchema>;

/** Whether the app keeps running in the system's tray when its last window is closed, and whether the desktop shows a tray. */
const keepRunningSchema = z.strictObject({ isOn: z.boolean(), hasTray: z.boolean() });
export type KeepRunning = z.infer<typeof keepRunningSchema>;

/** The check of spelling in text fields. `isOfSystem`: macOS checks, and finds the language of a text by itself. */
const spellingSchema = z.strictObject({
  isOn: z.boolean(),
  isOfSystem: z.boolean(),
  /** The languages that this computer can check, and whether the person has chosen each of them. */
  languages: z.array(z.strictObject({ id: z.string().max(40), isChosen: z.boolean() })).max(100),
});
export type SpellingState = z.infer<typeof spellingSchema>;

/** A newer version of the app that is ready to be installed. Null: none. */
const updateStateSchema = z.strictObject({ version: z.string().max(40) }).nullable();
export type UpdateState = z.infer<typeof updateStateSchema>;

/** The shell's state that the page shows. It is sent when a page is loaded, and after each change. */
const shellStateSchema = z.strictObject({
  kind: z.literal('state'),
  captureKeys: captureKeysSchema,
  /** Null on macOS, where programs always keep running. */
  keepRunning: keepRunningSchema.nullable(),
  spelling: spellingSchema,
  update: updateStateSchema,
  /** Whether the system opens links into the app with this app: only with an installed app. */
  isLinkTaker: z.boolean(),
});
export type ShellState = z.infer<typeof shellStateSchema>;

/** Messages to the page: a command of the menu, a link into the app, which the page parses again, or the state of the shell. */
export const toPageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('command'), command: z.enum(shellCommands) }),
  z.strictObject({ kind: z.literal('open'), link: z.string().max(mostLinkChars) }),
  shellStateSchema,
]);
export type ToPage = z.infer<typeof toPageSchema>;
/** A message that the page acts on. */
export type PageMessage = Exclude<ToPage, ShellState>;

/** The answer to `open-file`: why the file was not opened, for a person; null where it was. `ask` is the number of the request. */
export const fileOpenedSchema = z.strictObject({
  kind: z.literal('file-opened'),
  ask: z.number().int(),
  problem: z.string().max(400).nullable(),
});
export type FileOpened = z.infer<typeof fileOpenedSchema>;

/**
 * Messages of the page to Electron's main process. `close-window` closes the window that asks, `show-window` brings it into view; `restart` installs the newer
 * version that is ready. `open-file` opens a copy of a file
 * with the system's program, and is answered by `file-opened`. `forget-files` removes these copies.
 */
export const toShellSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['new-window', 'close-window', 'show-window', 'capture', 'restart', 'forget-files']) }),
  z.strictObject({
    kind: z.literal('open-file'),
    ask: z.number().int(),
    name: z.string().min(1).max(400),
    bytes: z.instanceof(Uint8Array).refine(({ byteLength }) => byteLength <= mostFileBytes),
  }),
  z.strictObject({
    kind: z.literal('capture-keys'),
    isOn: z.boolean().exactOptional(),
    accelerator: z.enum(captureAccelerators).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('keep-running'), isOn: z.boolean() }),
  z.strictObject({
    kind: z.literal('spelling'),
    isOn: z.boolean().exactOptional(),
    languages: z.array(z.string().max(40)).max(100).exactOptional(),
  }),
]);
export type ToShell = z.infer<typeof toShellSchema>;
