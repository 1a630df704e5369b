import { expect } from '@playwright/test';
import type { OutpostServer } from './outpost-server.ts';

/** Returns a code or a link in the newest mail to an address, from the local page of mails of a server that was started for trying. */
export async function mailedText({ mails }: OutpostServer, email: string, form: RegExp): Promise<string> {
  const state = { found: '' };
  await expect
    .poll(async () => {
      const reply = await fetch(`${mails ?? ''}/mails.json`);
      const sent = (await reply.json()) as { readonly mails: readonly { to: string; text: string }[] };
      state.found = form.exec(sent.mails.find(({ to }) => to === email)?.text ?? '')?.[0] ?? '';
      return state.found;
    })
    .not.toBe('');
  return state.found;
}
