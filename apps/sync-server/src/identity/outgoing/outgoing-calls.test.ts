import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Ways in which code of the server could connect to something, by module or by the global `fetch`. */
const callers =
  /from '(?:(?:node:)?(?:https?|http2|net|tls|dgram|dns)(?:\/promises)?|undici|axios|got|ky|ws|pg|nodemailer|imapflow|openid-client|twilio|web-push|@sendgrid\/client|@aws-sdk\/[^']+|@nats-io\/[^']+|@platformatic\/kafka)'|(?<![.\w])fetch(?=\s*[(,};)])|new (?:WebSocket|EventSource)\b/u;

/**
 * Each source that may connect, and the person or setting that names the address. Only the guard connects to a tenant's address.
 */
const allowed: Readonly<Record<string, string>> = {
  'db/app-role.ts': 'the operator: the database',
  'db/one-exchange.ts': 'the operator: the database',
  'db/owner-connection.ts': 'the operator: the database',
  'db/pg-database.ts': 'the operator: the database',
  'files/archive/run-archive-command.ts': 'the operator: the key service',
  'files/s3-objects.ts': 'the operator: the bucket',
  'gateway/webhooks/send-webhook.ts': 'the guard',
  'http/api/reference-page.ts': 'a script of the page, in the browser',
  'http/browser/passkeys/passkey-script.ts': 'a script of the page, in the browser',
  'http/guards/serve-http.ts': 'it listens, and connects to nothing',
  'http/local-mails/serve-mails.ts': 'it listens, and connects to nothing',
  'identity/keys/master-key.ts': 'the operator: the key service',
  'identity/keys/open-master-key.ts': 'the operator: the key service',
  'identity/outgoing/guarded-fetch.ts': 'the guard',
  'identity/outgoing/judged-host.ts': 'it judges addresses, and connects to nothing',
  'identity/outgoing/txt-resolver.ts': 'name servers of this machine, or those of OUTPOST_NAME_SERVERS',
  'identity/outgoing/openid-fetch.ts':
    'the guard: it only passes requests of openid-client to the guarded fetch that it is given',
  'identity/passwords/breach-list.ts': 'the operator: the list of breached passwords; by the guard',
  'identity/sso/oidc.ts': 'the guard',
  'identity/sso/saml-metadata.ts': 'the guard',
  'integrations/brokers/kafka-broker.ts': 'the operator: OUTPOST_KAFKA_URL',
  'integrations/brokers/nats-broker.ts': 'the operator: OUTPOST_NATS_URL',
  'integrations/email/mail-transport.ts': 'the operator: the mail server',
  'integrations/imap/imap-client.ts': 'a person, judged by judged-host.ts: the mail server',
  'integrations/imap/inbox.ts': 'it reads by the client of imap-client.ts',
  'integrations/letters/https-carrier.ts': 'the operator: OUTPOST_SERVICES; by the fetch that it is given',
  'integrations/mailboxes/mail-grant.ts': 'the operator: OUTPOST_MAILBOX_PROVIDERS; by the guard',
  'integrations/push/push-sender.ts': 'a person: the push service of their browser; by the guard',
  'integrations/sendgrid/sendgrid-transport.ts': 'the operator: SENDGRID_URL, else the address of SendGrid',
  'integrations/sms/signed-members.ts': 'it checks signatures, and connects to nothing',
  'integrations/sms/twilio-calls.ts': 'it sends by the client of twilio-client.ts',
  'integrations/sms/twilio-client.ts': 'the operator: TWILIO_URL, else the address of Twilio',
  'integrations/sms/twilio-failures.ts': 'it reads failures, and connects to nothing',
  'integrations/sms/twilio-media.ts':
    'the operator: TWILIO_URL, else the address of Twilio, and the stores to which it redirects',
  'integrations/sms/twilio-recordings.ts': 'the operator: TWILIO_URL, else the address of Twilio',
  'integrations/sms/twilio-sms.ts': 'it sends by the client of twilio-client.ts',
  'integrations/social/graph-network.ts': 'the operator: OUTPOST_SERVICES, by the fetch that it is given',
  'jobs/reseal/start.ts': 'the operator: the key service',
  'large-works/start.ts': 'the operator: the key service',
  'packs/pack-server.ts': 'the operator: OUTPOST_SERVICES names the services that a pack gets a fetch for',
  'records/erase/servers-keys.ts': 'the operator: the key service',
  'server.ts': 'the operator: services of packs; tenants: the guard',
  'settings/settings.ts': 'it reads addresses, and connects to nothing',
  'start.ts': 'the operator: the key service',
};

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//gu, '').replace(/^\s*\/\/.*$/gmu, '');

/** The server parts of packs: those of this build, and the pack of the proof. */
const packsRoots = [join(root, 'packs'), join(root, '../../../proof/workshop/server')];

describe('sources of the server that may connect to something', () => {
  it('[PLT-23] are these, so that a new one states the source of its address', () => {
    const found = globSync('**/*.ts', { cwd: root })
      .filter((path) => !/\.test\.ts$|\.d\.ts$|(?:^|\/)testing\//u.test(path))
      .filter((path) => callers.test(withoutComments(readFileSync(join(root, path), 'utf8'))));
    expect(found.sort()).toEqual(Object.keys(allowed).sort());
  });

  it('[PLT-23] of packs use the fetch that they are given, at the addresses of their services, and nothing else', () => {
    const asking = packsRoots.flatMap((folder) =>
      globSync('**/*.ts', { cwd: folder })
        .filter((path) => !/\.test\.ts$|(?:^|\/)testing\//u.test(path))
        .flatMap((path) => {
          const text = withoutComments(readFileSync(join(folder, path), 'utf8'));
          return callers.test(text) || /globalThis/u.test(text) ? [{ path, isGiven: /(?:\breadonly|[{,]) fetch\b/u.test(text), isGlobal: /globalThis|from '(?:node:|undici|axios)[^']*https?/u.test(text) }] : []; // prettier-ignore
        }),
    );
    expect(asking.map(({ path }) => path).sort()).toEqual([
      'do-not-call.ts',
      'pack-server.ts',
      'server.ts',
      'supplier-adapter.ts',
    ]);
    expect(asking.filter(({ isGiven, isGlobal }) => !isGiven || isGlobal)).toEqual([]);
  });

  it('[PLT-23] give the guard to the client of OpenID Connect, also for addresses in its documents', () => {
    const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
    expect(textOf('identity/sso/oidc.ts')).toContain('[openid.customFetch]: openidFetch(fetch)');
    const grant = textOf('integrations/mailboxes/mail-grant.ts');
    expect(grant).toContain('openidFetch(guardedFetch(guard), { withinMs })');
    expect(grant).toContain('config[openid.customFetch] = async');
    expect(textOf('server.ts')).toContain('fetch: guardedFetch(ports.outgoing)');
  });
});
