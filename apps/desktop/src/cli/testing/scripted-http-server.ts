import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PushRequest } from '@outpost/domain/sync/protocol';
import { givenMembership, givenOrganisation, givenPerson } from '../../replica/testing/given-tenant.ts';
import { ScriptedServer } from '../../replica/testing/scripted-server.ts';

/** The password of the only person. */
export const givenPassword = 'correct horse';

/**
 * A server over real HTTP with one person, an admin. It accepts every act, so the command line can be tested without a database.
 * It stores nothing: pushed acts do not come back.
 */
export class ScriptedHttpServer {
  readonly script = new ScriptedServer();
  readonly #server: Server;
  #head = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        void this.#answer(request.url ?? '', Buffer.concat(parts).toString('utf8')).then(
          ({ status, body, contentType }) => response.writeHead(status, { 'content-type': contentType }).end(body),
        );
      });
    });
  }

  async #answer(
    path: string,
    body: string,
  ): Promise<{ readonly status: number; readonly body: string; readonly contentType: string }> {
    const json = (value: unknown, status = 200) => ({
      status,
      body: JSON.stringify(value),
      contentType: status === 200 ? 'application/json' : 'application/problem+json',
    });
    if (path === '/auth/sign-in') {
      const { password } = JSON.parse(body) as { readonly password: string }; // the replica's own request
      if (password !== givenPassword)
        return json(
          {
            type: 'about:blank',
            title: 'No',
            status: 401,
            detail: 'The e-mail or the password is not right.',
            code: 'access/bad-credentials',
            details: {},
            retry: 'after-edit',
            instance: '/',
          },
          401,
        );
      return json({
        accessToken: 'a',
        expiresAt: '',
        refreshToken: 'r',
        person: givenPerson,
        organisation: givenOrganisation,
      });
    }
    if (path === '/me')
      return json({ person: givenPerson, organisation: givenOrganisation, memberships: [givenMembership('admin')] });
    if (path === '/journal/verify')
      return json({ head: this.#head, hash: 'hash', rows: this.#head, erased: 0, problems: [] });
    if (path === '/sync/history') return json({ rows: [], more: false });
    if (path === '/sync/pull') this.script.page({ head: this.#head });
    if (path === '/sync/push') {
      const { acts } = JSON.parse(body) as PushRequest; // as above
      this.#head += acts.length;
      this.script.accept(
        Object.fromEntries(acts.flatMap((act) => act.edits.map((edit) => [edit.id, this.#head]))),
        this.#head,
      );
    }
    return this.script.transport
      .request({ method: 'POST', path, headers: {}, body }, new AbortController().signal)
      .then(
        (reply) => ({ status: reply.status, body: reply.body, contentType: reply.contentType }),
        () =>
          json(
            {
              type: 'about:blank',
              title: 'No',
              status: 404,
              detail: 'Not in the script.',
              code: 'request/not-found',
              details: { path },
              retry: 'never',
              instance: path,
            },
            404,
          ),
      );
  }

  /** Listens on a free port; returns its address. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo; // it listens on a port, so this is an AddressInfo
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => void this.#server.close(() => resolve()));
  }
}
