import { parseArgs } from 'node:util';
import { openByEither } from './open-by-either.ts';

/* Changes a file's key to and fro, with writes in between, until somebody kills it. Each finished write is a line on stdout. */

const { values } = parseArgs({ options: { file: { type: 'string' }, keys: { type: 'string' } } });
const [one = '', other = ''] = (values.keys ?? '').split(',');
const keys = [one, other].map((key) => Buffer.from(key, 'hex'));
const file = openByEither(values.file ?? '', keys);
file.writer.exec('create table if not exists t (n integer primary key, x text)');
// Large enough that a kill falls into the change as often as beside it.
if (file.writer.prepare('select count(*) from t').pluck().get() === 0)
  file.writer.exec(
    'insert into t (x) with recursive n (i) as (select 1 union all select i + 1 from n where i < 5000) select hex(randomblob(2000)) from n',
  );
const insert = file.writer.prepare('insert into t (x) values (hex(randomblob(2000)))');
for (;;) {
  for (let row = 0; row < 50; row += 1) process.stdout.write(`${String(insert.run().lastInsertRowid)}\n`);
  const key = keys.find((known) => !known.equals(file.key));
  if (key) file.rekey(key);
}
