import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { parseArgs } from 'node:util';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import type { Logger } from 'pino';
import { openAsRole } from './db/open-as-role.ts';
import { assertAppRole, makeAppLogin } from './db/app-role.ts';
import type { Database } from './db/database.ts';
import { assertMigrated, migrate } from './db/migrate.ts';
import { withOwner } from './db/owner-connection.ts';
import { withColumnKeys } from './db/database.ts';
import { pgDatabase } from './db/pg-database.ts';
import { clientAddress } from './http/guards/client-address.ts';
import { createLog } from './http/log.ts';
import { type Certificate, serveHttp } from './http/guards/serve-http.ts';
import { KeptMails, keptMailSender } from './http/local-mails/kept-mails.ts';
import { isLocalOnly, serveMails } from './http/local-mails/serve-mails.ts';
import { fileKeyStore } from './identity/keys/file-key-store.ts';
import { openKeyRing } from './identity/keys/key-ring.ts';
import { openMasterKey } from './identity/keys/open-master-key.ts';
import { sealedKeyStore } from './identity/keys/sealed-key-store.ts';
import { guardedFetch } from './identity/outgoing/guarded-fetch.ts';
import { txtResolver } from './identity/outgoing/txt-resolver.ts';
import { breachList } from './identity/passwords/breach-list.ts';
import { createPasswordHasher } from './identity/passwords/password-hasher.ts';
import { pooledRandom } from './identity/pooled-random.ts';
import { brokersOf } from './integrations/brokers/brokers-of.ts';
import { smsOf } from './integrations/sms/sms-of.ts';
import { openMailWay } from './integrations/mail-way.ts';
import { LargeWorks } from './large-works/large-works.ts';
import { addDemoFiles } from './files/demo-files.ts';
import { objectsOf } from './files/objects-of.ts';
import { installedServers } from './packs/installed-servers.ts';
import { createServer, type SyncServer } from './server.ts';
import { readSettings, type ServerSettings, settingsMessage } from './settings/settings.ts';
import {
  type DemoAccount,
  demoAccountsOf,
  type DemoPlan,
  demoPlanSchema,
  planDemo,
  seedDemo,
} from './tenancy/demo-tenants.ts';
import { prepareTenant } from './tenancy/prepare-tenant.ts';
import { usingSetting, WrongSetting } from './settings/wrong-setting.ts';

// The sync server's process: reads the settings, migrates, serves. When it is ready, it prints one line of JSON on
// stdout. All else goes to stderr. `--local-mails`: `npm start` with the database of its own; all mails are shown on a
// local page where no mail server is set.
const { values: options } = parseArgs({
  options: { demo: { type: 'boolean', default: false }, 'local-mails': { type: 'boolean', default: false } },
});
const read = readSettings(process.env);
if (!read.ok) {
  process.stderr.write(`${settingsMessage(read.problems)}\n`);
  process.exit(1);
}
const settings = read.value;
const log = createLog({ level: settings.logLevel });
const clock = { nowMs: () => Date.now() };
const monotonic = { elapsedMs: () => performance.now() };
const random = pooledRandom();
/** Chosen: longer than any proxy's timeout, so that the proxy closes idle connections (otherwise a race loses requests). */
const keepAliveMs = 65_000;
/** The longest time of a slow request body; above the time for its headers, as Node requires. */
const requestMs = 120_000;
/** Below the ten seconds after which `npm start` kills the process. */
const stopWithinMs = 8_000;

/** Returns the content of a file that only this user can read; `undefined` where there is none yet. */
async function readKept(name: string): Promise<string | undefined> {
  try {
    return await readFile(join(settings.dataDir, name), 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
}

async function keep(name: string, text: string): Promise<string> {
  const file = join(settings.dataDir, name);
  await mkdir(settings.dataDir, { recursive: true, mode: 0o700 });
  await writeFile(`${file}.draft`, text, { mode: 0o600 });
  await rename(`${file}.draft`, file); // atomic
  return text;
}

/** Migrates as the owner, if its connection is given, and returns the server's URL. */
async function prepareDatabase({ databaseUrl: owner, appDatabaseUrl: app }: ServerSettings): Promise<string> {
  if (owner !== null) await migrateAs(owner);
  const url = app ?? (owner === null ? undefined : await appLogin(owner));
  if (url === undefined) throw new Error('Neither DATABASE_URL nor APP_DATABASE_URL was given'); // readSettings refuses this case
  await usingSetting(app === null ? 'DATABASE_URL' : 'APP_DATABASE_URL', () =>
    withOwner(url, async (connection) => {
      await assertAppRole(connection);
      if (owner === null) await assertMigrated(connection);
    }),
  );
  return url;
}

async function migrateAs(owner: string): Promise<void> {
  const ran = await usingSetting('DATABASE_URL', () => withOwner(owner, (connection) => migrate(connection)));
  if (ran.length > 0) log.info({ migrations: ran }, 'migrated');
}

/** Returns the URL of a login that the owner creates for the server. */
async function appLogin(ownerUrl: string): Promise<string> {
  const password = await usingSetting(
    'OUTPOST_DATA_DIR',
    async () =>
      (await readKept('app-role-password')) ?? keep('app-role-password', randomBytes(24).toString('base64url')),
  );
  return usingSetting('DATABASE_URL', () =>
    withOwner(ownerUrl, (owner) => makeAppLogin(owner, { ownerUrl, password })),
  );
}

/**
 * Opens the database as the role that empties old rows of the journal, where the owner's connection is given. Without it, the
 * operator runs `npm run -s retention` daily.
 */
const openEraser = async ({ databaseUrl }: ServerSettings): Promise<Database | undefined> =>
  databaseUrl === null ? undefined : usingSetting('DATABASE_URL', () => openAsRole(databaseUrl, 'outpost_eraser'));

const tenantIds = (database: Database): Promise<readonly string[]> =>
  database.transaction('snapshot', async (tx) =>
    (await tx.query<{ org_id: string }>('select org_id from auth.tenant_ids()')).map((row) => row.org_id),
  );

/**
 * Puts demo data into an empty database, or completes interrupted seeding. A complete demo stays unchanged, because a later build
 * would make a different one from the same seed. Returns the accounts of the demo made from this folder.
 */
async function prepareDemo(server: SyncServer, database: Database): Promise<readonly DemoAccount[]> {
  if (!options.demo) return [];
  const kept = await readKept('demo.json');
  const isEmpty = (await tenantIds(database)).length === 0;
  if (kept === undefined && !isEmpty) return []; // people use this database
  const text = kept ?? (await keep('demo.json', JSON.stringify(planDemo({ clock, random }))));
  const plan: DemoPlan = demoPlanSchema.parse(JSON.parse(text));
  if (isEmpty || !plan.isWhole) {
    const { blobs } = server;
    const addFiles = async (tenant: Parameters<typeof addDemoFiles>[1]): Promise<void> => {
      if (blobs) await addDemoFiles({ ...server.tenancy, blobs }, tenant);
    };
    await seedDemo({ ...server.tenancy, addFiles }, plan);
    await keep('demo.json', JSON.stringify({ ...plan, isWhole: true } satisfies DemoPlan));
  }
  return demoAccountsOf(plan);
}

/** Returns the server's address for devices. */
const addressOf = (port: number): string =>
  settings.publicUrl ??
  `${settings.tls ? 'https' : 'http'}://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`;

async function main(): Promise<void> {
  const appUrl = await prepareDatabase(settings);
  const master = await usingSetting(settings.masterKey.in === 'file' ? 'OUTPOST_MASTER_KEY_FILE' : 'OUTPOST_DATA_DIR', () => openMasterKey(settings.masterKey, { random, fetch })); // prettier-ignore
  const database = withColumnKeys(pgDatabase(appUrl, { warn: (details, message) => log.warn(details, message) }), {
    master,
    random,
  });
  for (const orgId of await tenantIds(database))
    await prepareTenant({ database, clock, random, installed: installedCatalogue, log }, orgId);
  const store = sealedKeyStore(fileKeyStore(settings.dataDir), master);
  const keys = await usingSetting('OUTPOST_DATA_DIR', () =>
    openKeyRing({ store, clock, random, tokenAlgorithm: settings.tokenAlgorithm }),
  );
  const sms = settings.sms && (await smsOf(settings.sms, log));
  const outgoing = { trusted: new Set(settings.trustedHosts) };
  const push = settings.push && (await import('./integrations/push/push-sender.ts')).pushSender(settings.push, { fetch: guardedFetch(outgoing), nowMs: () => clock.nowMs() }); // prettier-ignore
  const sent = settings.mail && { ...settings.mail, ...(await openMailWay(settings.mail.way, clock)) };
  const kept = options['local-mails'] && !sent && isLocalOnly(settings) ? new KeptMails(clock) : undefined;
  const mail = kept ? { transport: kept.transport, from: keptMailSender } : sent;
  const largeWorks = new LargeWorks({ databaseUrl: appUrl, masterKey: settings.masterKey }, log);
  const objects = await objectsOf(settings);
  const files = { objects, quotaBytes: settings.filesMbPerTenant * 1_000_000 };
  const brokers = await brokersOf(settings.brokers, clock);
  const eraser = await openEraser(settings);
  const breached = settings.breached
    ? { breached: breachList(settings.breached, { fetch: guardedFetch(outgoing), log }) }
    : {};
  const server = await createServer({
    database, clock, monotonic, random, keys, log, mail, sms: sms?.send ?? null, readSmsReport: sms?.readReport ?? null, texts: sms?.texts ?? null, calls: sms?.calls ?? null, push, files, ids: uuidV7Source(clock, random), installed: installedCatalogue, packs: installedServers, services: settings.services, ssoClients: settings.ssoClients, mailProviders: settings.mailboxProviders, outgoing, ...breached, resolveTxt: txtResolver(settings.nameServers), passwords: createPasswordHasher(),
    clientAddress: clientAddress(settings.proxies), ratesAre: settings.apiRates, origins: settings.apiOrigins, durability: settings.durability, brokers, welcomes: settings.brokers.welcomes, registration: settings.registration, workers: 'by-news', elsewhere: largeWorks.decide, ...(eraser ? { eraser } : {}), ...(settings.downloadUrl === null ? {} : { downloadUrl: settings.downloadUrl }), ...(settings.port === 0 && settings.publicUrl === null ? {} : { publicUrl: addressOf(settings.port) }),
  }); // prettier-ignore
  const demo = await prepareDemo(server, database);
  const certificate = settings.tls ? await readCertificate(settings.tls) : undefined;
  const { http, port } = await listen(server, { log, certificate });
  const mails = kept && (await serveMails(() => kept.all()));
  stopOnSignal(async () => {
    const closed = new Promise<void>((resolve) => http.close(() => resolve()));
    await server.close();
    for (const broker of brokers) await broker.close();
    http.closeIdleConnections();
    const insist = setTimeout(() => http.closeAllConnections(), stopWithinMs / 2);
    await closed;
    clearTimeout(insist);
    await mails?.close();
    mail?.transport.close();
    await largeWorks.close();
    await eraser?.close();
    await database.close();
  });
  process.stdout.write(
    `${JSON.stringify({ ready: true, url: addressOf(port), demo, ...(mails ? { mails: mails.url } : {}) })}\n`,
  );
}

/** Reads the certificate, so that a wrong one is reported at the start. */
async function readCertificate({ certFile, keyFile }: NonNullable<ServerSettings['tls']>): Promise<Certificate> {
  const readPem = (name: 'OUTPOST_TLS_CERT' | 'OUTPOST_TLS_KEY', file: string): Promise<string> =>
    readFile(file, 'utf8').catch((cause: unknown) => {
      throw new WrongSetting(name, `names a file that cannot be read (${file})`, cause);
    });
  const [cert, key] = [await readPem('OUTPOST_TLS_CERT', certFile), await readPem('OUTPOST_TLS_KEY', keyFile)];
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    throw new WrongSetting('OUTPOST_TLS_CERT', 'and OUTPOST_TLS_KEY are not a certificate and its key, as PEM', cause);
  }
  return { cert, key };
}

function listen(
  server: SyncServer,
  {
    log: { error },
    certificate,
  }: { readonly log: Pick<Logger, 'error'>; readonly certificate: Certificate | undefined },
): Promise<{ readonly http: Server; readonly port: number }> {
  return new Promise((resolve, reject) => {
    const http = serveHttp(
      {
        fetch: server.app.fetch,
        port: settings.port,
        hostname: settings.host,
        certificate,
        serverOptions: {
          keepAliveTimeout: keepAliveMs,
          headersTimeout: keepAliveMs + 1_000,
          requestTimeout: requestMs,
        },
      },
      ({ port }) => resolve({ http, port }),
    );
    http.on('error', (cause: Error) => {
      if ('code' in cause && cause.code === 'EADDRINUSE')
        return reject(new Error(`Port ${settings.port} is taken. Give another one in OUTPOST_PORT.`, { cause }));
      error.call(log, { err: cause }, 'the HTTP server failed');
      return reject(cause);
    });
  });
}

function stopOnSignal(stop: () => Promise<void>): void {
  const state = { isStopping: false };
  const end = (): void => {
    if (state.isStopping) return;
    state.isStopping = true;
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    stop().then(
      () => process.exit(0),
      (cause: unknown) => {
        log.error({ err: cause }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

await main().catch((cause: unknown) => {
  if (cause instanceof WrongSetting) process.stderr.write(`${settingsMessage([cause.problem])}\n`);
  else log.fatal({ err: cause }, 'the sync server did not start');
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 200).unref(); // lets the log's last line be written; other work does not keep the process alive
});
