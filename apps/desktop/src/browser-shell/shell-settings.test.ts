import { describe, expect, it } from 'vitest';
import { readShellSettings } from './shell-settings.ts';

describe('the settings of the browser shell', () => {
  it('[E-2] are absent by default, and an empty one counts as absent', () => {
    expect(readShellSettings({ OUTPOST_SERVER_URL: '' })).toEqual({
      ok: true,
      value: { server: null, profile: null, port: 0 },
    });
    expect(
      readShellSettings({
        OUTPOST_SERVER_URL: 'http://127.0.0.1:8420/',
        OUTPOST_PROFILE_DIR: '/p',
        OUTPOST_SHELL_PORT: '8421',
      }),
    ).toEqual({
      ok: true,
      value: { server: 'http://127.0.0.1:8420', profile: '/p', port: 8421 },
    });
  });

  it('[E-2] are refused with the name of the wrong one, the error, and an example', () => {
    expect(readShellSettings({ OUTPOST_SHELL_PORT: 'high' })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^OUTPOST_SHELL_PORT must be a port such as 8421/) as string,
    });
    expect(readShellSettings({ OUTPOST_SERVER_URL: 'ftp://x' })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^OUTPOST_SERVER_URL must be a web address such as http/) as string,
    });
  });
});
