import pg from 'pg';
import type { OwnerConnection } from './migrate.ts';

/**
 * P-2: creates the login under which the server works, or sets its password. It is a member of `outpost_app`, owns nothing and
 * bypasses nothing. Returns its URL, derived from the owner's. Roles belong to the cluster, so each database has a login of its
 * own.
 */
export async function makeAppLogin(
  owner: OwnerConnection,
  { ownerUrl, password }: { readonly ownerUrl: string; readonly password: string },
): Promise<string> {
  const [row] = await owner.rows(
    `select 'outpost_login_' || oid::text as login from pg_database where datname = current_database()`,
  );
  const login = String(row?.['login']);
  const name = pg.escapeIdentifier(login);
  await owner.run(`do $$ begin
      if not exists (select 1 from pg_roles where rolname = ${pg.escapeLiteral(login)}) then create role ${name} login nobypassrls; end if;
    end $$;
    alter role ${name} login password ${pg.escapeLiteral(password)};
    grant outpost_app to ${name};`);
  const url = new URL(ownerUrl);
  url.username = login;
  url.password = password;
  return url.href;
}

/** P-2: throws unless the connection is a member of `outpost_app` that neither owns tables nor bypasses row security. */
export async function assertAppRole(app: OwnerConnection): Promise<void> {
  const [role] = await app.rows(
    `select rolsuper or rolbypassrls as passes_by, pg_has_role(current_user, 'outpost_app', 'usage') as is_member,
       exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('store', 'auth', 'report') and c.relowner = pg_roles.oid) as owns
     from pg_roles where rolname = current_user`,
  );
  if (role?.['is_member'] !== true)
    throw new Error(
      'The role of APP_DATABASE_URL is not a member of outpost_app. As the owner: grant outpost_app to <role>.',
    );
  if (role['passes_by'] === true)
    throw new Error(
      'The role of APP_DATABASE_URL is a superuser, or bypasses row security. Give the server one that does neither.',
    );
  if (role['owns'] === true)
    throw new Error('The role of APP_DATABASE_URL owns tables of Outpost. Give the server one that owns nothing.');
}
