import pg from 'pg';
import type { OwnerConnection } from './migrate.ts';

/**
 * P-2: the login under which the server works: a member of `outpost_app`, owning nothing, bypassing nothing. Made or given this
 * password. Answers its URL, from the owner's. Roles are the cluster's, so each database has a login of its own.
 */
export async function makeAppLogin(owner: OwnerConnection, { ownerUrl, password }: { readonly ownerUrl: string; readonly password: string }): Promise<string> {
  const [row] = await owner.rows(`select 'outpost_login_' || oid::text as login from pg_database where datname = current_database()`);
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
