import { describe, expect, it } from 'vitest';
import { isSameServer } from './same-server.ts';

describe('the server of a replica', () => {
  it('[D-6] is recognised on this machine under another port, and elsewhere only under its own origin', () => {
    expect(isSameServer('http://127.0.0.1:8420', 'http://127.0.0.1:8421/')).toBe(true);
    expect(isSameServer('http://127.0.0.1:8420', 'http://localhost:9000')).toBe(true);
    expect(isSameServer('https://outpost.example/', 'https://outpost.example')).toBe(true);
    expect(isSameServer('https://outpost.example', 'https://outpost.example:8443')).toBe(false);
    expect(isSameServer('https://outpost.example', 'http://outpost.example')).toBe(false);
    expect(isSameServer('http://127.0.0.1:8420', 'http://10.0.0.1:8420')).toBe(false);
  });
});
