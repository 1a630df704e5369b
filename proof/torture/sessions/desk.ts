import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Laptop } from './laptop.ts';
import type { OfficeName } from './office.ts';

/** An act that a laptop has acknowledged, with the text that its person typed. */
export type MadeAct = {
  readonly id: string;
  readonly by: OfficeName;
  readonly laptop: string;
  readonly contact: string;
  readonly what: 'contact' | 'name' | 'team' | 'sealed';
  readonly text: string;
};

/** A laptop at its person's desk, and the history's knowledge of it. */
export class Desk {
  readonly laptop: Laptop;
  readonly name: OfficeName;
  /** The acts of this laptop that the server has neither accepted nor merged, as far as the history knows. */
  readonly open = new Map<string, MadeAct>();
  /** The number of acts that waited when the laptop was last looked at. */
  waiting = 0;
  /** The number of refused acts in its tray at that time. */
  refused = 0;
  /** The person has signed out here with acts that wait. */
  isOutWithActs = false;
  /** The server answered the laptop's session while its person was suspended. */
  heardSuspension = false;
  /** The keys of its files, as its profile had them wrapped. */
  readonly wrappedKeys = new Set<string>();

  constructor(laptop: Laptop, name: OfficeName) {
    this.laptop = laptop;
    this.name = name;
  }

  /** Returns the wrapped keys in the profile, and remembers them. */
  keysNow(): readonly string[] {
    const profile = JSON.parse(readFileSync(join(this.laptop.profile, 'profile.json'), 'utf8')) as {
      readonly replicas: readonly { readonly key: { readonly wrapped: string } }[];
    }; // the replica wrote it
    const keys = profile.replicas.map(({ key }) => key.wrapped);
    for (const key of keys) this.wrappedKeys.add(key);
    return keys;
  }

  /** Deletes the notes about the laptop's data: it is wiped. */
  wiped(): void {
    this.open.clear();
    this.wrappedKeys.clear();
    this.waiting = 0;
    this.refused = 0;
    this.isOutWithActs = false;
  }

  /** Returns the names of all files in the profile, and those that contain one of the texts. */
  files(texts: readonly string[]): { readonly all: readonly string[]; readonly telling: readonly string[] } {
    const all = readdirSync(this.laptop.profile, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const telling = all.filter((path) => {
      const content = readFileSync(path, 'latin1');
      return texts.some((text) => content.includes(text));
    });
    return { all, telling };
  }

  /** Returns the ids of a kind's living records in the laptop's file. */
  held(kind: string): readonly string[] {
    const { device } = this.#opened;
    const table = device.lookups.recordTables().find(({ entity }) => entity === kind)?.table;
    if (table === undefined) return [];
    const { writer } = device.database.file;
    return writer.prepare<[], string>(`select id from ${table} where deleted = 0 order by id`).pluck().all();
  }

  /** Returns the tables of the laptop's file that contain one of the texts. */
  tablesWith(texts: readonly string[]): readonly string[] {
    const { writer } = this.#opened.device.database.file;
    const tables = writer.prepare<[], string>(`select name from sqlite_schema where type = 'table'`).pluck().all();
    return tables.filter((table) => {
      const columns = writer.prepare<[string], string>('select name from pragma_table_info(?)').pluck().all(table);
      const quoted = columns.map((column) => `"${column}"`).join(', ');
      const said = writer.prepare(`select ${quoted} from "${table}"`).raw().all();
      const text = said.map((row) => JSON.stringify(row)).join('\n');
      return texts.some((one) => text.includes(one));
    });
  }

  get #opened() {
    const tenant = this.laptop.replica.tenant();
    if (!tenant) throw new Error(`${this.laptop.name} is closed`);
    return tenant;
  }
}
