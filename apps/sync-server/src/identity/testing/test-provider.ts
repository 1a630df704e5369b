import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';

type Claims = Readonly<Record<string, unknown>>;
/** A test's changes to a true answer. */
export type Tampering = {
  readonly claims?: Claims;
  /** Claims that are left out. */
  readonly without?: readonly string[];
  readonly sign?: 'right' | 'other-key' | 'none' | 'secret' | 'broken';
  /** Parameters of the way back to us: another value, or null to leave it out. */
  readonly back?: Readonly<Record<string, string | null>>;
};

/** A provider of OpenID Connect whose answers a test can falsify. The tests with true answers use `oidc-provider`. */
export type TestProvider = {
  readonly issuer: string;
  /** "host:port", for the guard. */
  readonly host: string;
  /** Answers like a person's browser at the provider: returns the address to which it is sent back. */
  readonly signIn: (address: string, as: Claims, tampering?: Tampering) => string;
  readonly close: () => Promise<void>;
};

const bodyOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return new URLSearchParams(Buffer.concat(parts).toString());
};

export async function startTestProvider({
  clientSecret,
  isIssTold = true,
}: {
  readonly clientSecret: string;
  readonly isIssTold?: boolean;
}): Promise<TestProvider> {
  const [right, other] = [await generateKeyPair('RS256', { extractable: true }), await generateKeyPair('RS256')];
  const jwk = { ...(await exportJWK(right.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const codes = new Map<
    string,
    { readonly asked: URLSearchParams; readonly as: Claims; readonly tampering: Tampering }
  >();
  const state = { issuer: '' };

  async function idToken(
    asked: URLSearchParams,
    as: Claims,
    { claims = {}, without = [], sign = 'right' }: Tampering,
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const honest: Claims = {
      iss: state.issuer,
      aud: asked.get('client_id'),
      iat: now,
      exp: now + 300,
      nonce: asked.get('nonce'),
      ...as,
    };
    const told = Object.fromEntries(
      Object.entries({ ...honest, ...claims }).filter(([name]) => !without.includes(name)),
    );
    if (sign === 'none') return new UnsecuredJWT(told).encode();
    if (sign === 'secret')
      return new SignJWT(told)
        .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
        .sign(new TextEncoder().encode(clientSecret.padEnd(32, '0')));
    const key: CryptoKey = sign === 'other-key' ? other.privateKey : right.privateKey;
    const token = await new SignJWT(told).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(key);
    return sign === 'broken' ? `${token.slice(0, -6)}AAAAAA` : token;
  }

  const server: Server = createServer((request, response) => {
    const json = (value: unknown, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    const path = request.url ?? '';
    if (path === '/.well-known/openid-configuration')
      return json({
        issuer: state.issuer,
        authorization_endpoint: `${state.issuer}/authorize`,
        token_endpoint: `${state.issuer}/token`,
        jwks_uri: `${state.issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
        authorization_response_iss_parameter_supported: isIssTold,
      });
    if (path === '/jwks') return json({ keys: [jwk] });
    if (path !== '/token') return json({}, 404);
    void bodyOf(request).then(async (body) => {
      const code = codes.get(body.get('code') ?? '');
      codes.delete(body.get('code') ?? '');
      const verifier = Buffer.from(
        await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body.get('code_verifier') ?? '')),
      ).toString('base64url');
      if (!code || code.asked.get('code_challenge') !== verifier) return json({ error: 'invalid_grant' }, 400);
      return json({
        access_token: randomUUID(),
        token_type: 'Bearer',
        expires_in: 300,
        id_token: await idToken(code.asked, code.as, code.tampering),
      });
    });
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  state.issuer = `http://127.0.0.1:${port}`;
  return {
    issuer: state.issuer,
    host: `127.0.0.1:${port}`,
    signIn(address, as, tampering = {}) {
      const asked = new URL(address).searchParams;
      const code = randomUUID();
      codes.set(code, { asked, as, tampering });
      const back = new URL(asked.get('redirect_uri') ?? '');
      const told = { code, state: asked.get('state'), ...(isIssTold ? { iss: state.issuer } : {}), ...tampering.back };
      for (const [name, value] of Object.entries(told)) if (value !== null) back.searchParams.set(name, value);
      return back.href;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
