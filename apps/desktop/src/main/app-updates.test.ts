import { describe, expect, it, vi } from 'vitest';
import { appUpdates, type Updater } from './app-updates.ts';

/** Makes the notice of updates over an updater with the results that the test sets. */
function given({ feed = 'https://updates.example', fails = false, isSpoilt = false } = {}) {
  const done: string[] = [];
  const heard: ((found: { readonly version: string }) => void)[] = [];
  const updater: Updater = {
    autoDownload: false,
    autoInstallOnAppQuit: false,
    logger: console,
    setFeedURL: ({ url }) => void done.push(`feed ${url}`),
    checkForUpdates: () => {
      done.push('look');
      return fails
        ? Promise.reject(new Error('No network.'))
        : Promise.resolve({ downloadPromise: isSpoilt ? Promise.reject(new Error('Checksum mismatch')) : null });
    },
    quitAndInstall: () => void done.push('install'),
    on: (_event, listener) => void heard.push(listener),
  };
  const changed = vi.fn();
  const log = vi.fn();
  const made = vi.fn(() => Promise.resolve(updater));
  const updates = appUpdates({
    feed,
    updater: made,
    log,
    changed,
    beforeRestart: () => Promise.resolve(void done.push('replica closed')),
  });
  return {
    updates,
    updater,
    done,
    changed,
    log,
    made,
    find: (version: string) => {
      for (const on of heard) on({ version });
    },
  };
}

describe('updates of the app', () => {
  it('send no request where no feed is configured', () => {
    const { made, updates } = given({ feed: '' });
    expect([made.mock.calls.length, updates.now()]).toEqual([0, null]);
  });

  it('read the feed at the start, and report a version when it is ready', async () => {
    const { updates, updater, done, changed, find } = given();
    await vi.waitFor(() => expect(done).toEqual(['feed https://updates.example', 'look']));
    expect([updater.autoDownload, updater.autoInstallOnAppQuit, updates.now()]).toEqual([true, true, null]);
    find('1.2.0');
    expect([updates.now(), changed.mock.calls.length]).toEqual([{ version: '1.2.0' }, 1]);
    updates.stop();
  });

  it('restart only when the person asks, after the replica has closed its file', async () => {
    const { updates, done, find } = given();
    await vi.waitFor(() => expect(done).toContain('look'));
    await updates.restart();
    expect(done).not.toContain('install');
    find('1.2.0');
    expect(done).not.toContain('install');
    await updates.restart();
    expect(done.slice(-2)).toEqual(['replica closed', 'install']);
    updates.stop();
  });

  it.each([{ fails: true }, { isSpoilt: true }])(
    'report nothing where the feed or the download fails: %j',
    async (how) => {
      const { updates, log } = given(how);
      await vi.waitFor(() => expect(log).toHaveBeenCalledWith('update-not-received', {}));
      expect(updates.now()).toBeNull();
      updates.stop();
    },
  );
});
