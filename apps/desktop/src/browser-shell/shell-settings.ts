import { z } from 'zod';

/** The settings of a browser shell. `profile` is null for the person's default one. */
export type ShellSettings = { readonly server: string | null; readonly profile: string | null; readonly port: number };
/** The settings, or a sentence that names the wrong one, with the error and a valid example. */
export type SettingsAnswer =
  { readonly ok: true; readonly value: ShellSettings } | { readonly ok: false; readonly message: string };

const settingsSchema = z.object({
  OUTPOST_SERVER_URL: z
    .url({ protocol: /^https?$/, error: 'must be a web address such as http://127.0.0.1:8420' })
    .optional(),
  OUTPOST_PROFILE_DIR: z.string().min(1, 'must be a folder such as /home/dana/.local/share/outpost/profile').optional(),
  OUTPOST_SHELL_PORT: z.coerce
    .number({ error: 'must be a port such as 8421. With 0 the shell takes any free port' })
    .int()
    .min(0)
    .max(65_535, 'must be a port of at most 65535. With 0 the shell takes any free port')
    .default(0),
});

/** Reads the environment (E-2). An empty setting counts as absent. */
export function readShellSettings(env: Readonly<Record<string, string | undefined>>): SettingsAnswer {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = settingsSchema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { ok: false, message: `${String(issue?.path[0])} ${issue?.message ?? 'is wrong'}.` };
  }
  const { OUTPOST_SERVER_URL: server, OUTPOST_PROFILE_DIR: profile, OUTPOST_SHELL_PORT: port } = parsed.data;
  return { ok: true, value: { server: server?.replace(/\/+$/, '') ?? null, profile: profile ?? null, port } };
}
