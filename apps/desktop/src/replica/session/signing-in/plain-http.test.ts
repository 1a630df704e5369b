import { expect, it } from 'vitest';
import { plainHttp } from './plain-http.ts';

it.each([
  'http://outpost.example.com',
  'http://192.168.1.7:8420',
  'http://127.0.0.1.example.com',
  'http://localhost.example.com:8420',
  'HTTP://10.0.0.1',
])('[D-4] a password is not sent to %s, unless the person allows it', (server) => {
  expect(plainHttp(server, false)).toMatchObject({ code: 'access/plain-http', details: { server } });
  expect(plainHttp(server, true)).toBeUndefined();
});

it.each(['https://outpost.example.com', 'http://127.0.0.1:8420', 'http://localhost:8420', 'http://[::1]:8420'])(
  '[D-4] a password is sent to %s',
  (server) => {
    expect(plainHttp(server, false)).toBeUndefined();
  },
);
