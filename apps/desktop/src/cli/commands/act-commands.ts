import { resolve } from 'node:path';
import { countWithNoun } from '@outpost/domain/kernel/text/count-words';
import { isId } from '@outpost/domain/kernel/ids';
import { isObject, type JsonValue } from '@outpost/domain/kernel/json';
import type { ActRequest } from '../../bridge/contract.ts';
import { type Command, type CommandContext, misused, readJson, textOption, unanswered } from '../command.ts';
import { entityCalled } from '../entity-name.ts';
import { exitCode } from '../exit-code.ts';

export const performActCommand: Command = {
  name: 'act',
  summary: 'Performs an act: creates and changes records',
  words: ['<file|->'],
  options: { anyway: { value: null, help: 'sends it although this device warns of a rule over other records' } },
  details:
    'The file holds JSON: {"label":"Moved Acme to won","shape":"together","edits":[{"entity":"deal","id":"…","fields":{"stage":"won"}},{"entity":"deal","create":{"fields":{"name":"…","stage":"prospecting"}}}]}. "together" (the default) is all or nothing, "each" is decided record by record. It takes effect here at once and is sent with the next sync.',
  session: 'needed',
  run: async ({ positionals: [path = ''], values }, context) => {
    const bytes = path === '-' ? await context.readStdin() : context.readFile(path);
    if (bytes === undefined) return misused(`There is no file ${resolve(path)}.`);
    const json = readJson(typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes), 'The act');
    if (!json.ok) return misused(json.message);
    const request = withWholeNames(json.value, context);
    if (typeof request === 'string') return misused(request);
    const performed = await context.bridge.call('acts.perform', {
      ...request,
      ...(values['anyway'] === true ? { anyway: true } : {}),
    });
    if (!performed.ok) return unanswered(performed);
    return {
      exit: exitCode.done,
      json: performed.value,
      text: [`Done: act ${performed.value.act}`, ...performed.value.ids.map((id) => `  ${id}`)].join('\n'),
    };
  },
};

/**
 * Returns the request with the full names of its entities, or a sentence about an unknown one. The replica checks the request's
 * shape.
 */
function withWholeNames(json: JsonValue, { catalogue }: CommandContext): ActRequest | string {
  if (!isObject(json)) return 'An act is a JSON object with "label" and "edits".';
  const edits: JsonValue[] = [];
  for (const edit of Array.isArray(json['edits']) ? json['edits'] : []) {
    const typed = isObject(edit) ? edit['entity'] : undefined;
    if (typeof typed !== 'string') return 'Each edit names its "entity".';
    const named = entityCalled(catalogue, typed);
    if (!named.ok) return named.problem;
    edits.push({ ...(edit as Readonly<Record<string, JsonValue>>), entity: named.entity.name });
  }
  return { ...json, edits } as unknown as ActRequest; // parsed by the bridge's border
}

export const undoCommand: Command = {
  name: 'undo',
  summary: 'Undoes an act, or a whole group of acts',
  words: ['<actId>'],
  options: { group: { value: null, help: 'the id is that of a group, such as an import or a bulk change' } },
  details: 'Values that were changed since then stay as they are.',
  session: 'needed',
  run: async (invocation, { bridge }) => {
    const [id = ''] = invocation.positionals;
    if (!isId(id))
      return misused(`"${id}" is not an id. The id of an act is in the history of the records that it changed.`);
    if (invocation.values['group'] === true) {
      const undone = await bridge.call('acts.undoGroup', { group: id });
      return undone.ok
        ? {
            exit: exitCode.done,
            json: undone.value,
            text: `Undid ${countWithNoun(undone.value.acts, 'act')}.\nDo it again: outpost undo --group ${undone.value.group}`,
          }
        : unanswered(undone);
    }
    const undone = await bridge.call('acts.undo', { act: id });
    return undone.ok
      ? { exit: exitCode.done, json: undone.value, text: `Undone by act ${undone.value.act}` }
      : unanswered(undone);
  },
};

export const trayCommand: Command = {
  name: 'tray',
  summary: 'Lists the changes that the server refused, with the reasons; corrects, discards and restores them',
  words: [],
  options: {
    mend: { value: 'ID', help: 'repeats the refused changes with the same values' },
    discard: { value: 'ID', help: 'removes the entry, which is kept for 30 days' },
    undiscard: { value: 'ID', help: 'restores a discarded entry' },
  },
  session: 'needed',
  run: async (invocation, { bridge, catalogue }) => {
    const given = (['mend', 'discard', 'undiscard'] as const).flatMap((name) => {
      const id = textOption(invocation, name);
      return id === undefined ? [] : [{ name, id }];
    });
    const [wanted] = given;
    if (given.length > 1) return misused('Give only one of --mend, --discard and --undiscard.');
    if (wanted && !isId(wanted.id))
      return misused(`"${wanted.id}" is not an id. The tray lists the ids of its entries.`);
    if (wanted?.name === 'mend') {
      const mended = await bridge.call('sync.mend', { id: wanted.id });
      return mended.ok
        ? { exit: exitCode.done, json: mended.value, text: `Repeated by act ${mended.value.act}` }
        : unanswered(mended);
    }
    if (wanted) {
      const moved = await bridge.call(wanted.name === 'discard' ? 'sync.discard' : 'sync.undiscard', { id: wanted.id });
      return moved.ok
        ? { exit: exitCode.done, json: null, text: wanted.name === 'discard' ? 'Discarded.' : 'Restored.' }
        : unanswered(moved);
    }
    const answer = await bridge.call('sync.tray', null);
    if (!answer.ok) return unanswered(answer);
    const lines = answer.value.entries.flatMap(({ id, label, madeAt, whole, reasons }) => [
      `${label}  (${madeAt}, ${id})`,
      ...(whole === null ? [] : [`    ${whole.message}`]),
      ...reasons.map(
        ({ entity, title, message }) =>
          `    ${catalogue.entities.get(entity)?.label.one ?? entity} "${title}": ${message}`,
      ),
    ]);
    return {
      exit: exitCode.done,
      json: answer.value,
      text: lines.length === 0 ? 'The tray is empty.' : lines.join('\n'),
    };
  },
};

export const journalVerifyCommand: Command = {
  name: 'journal verify',
  summary: 'Checks that the journal is still the one that this device saw',
  words: [],
  options: {},
  details:
    'Checks the signed heads that the device has received and, where the server can be reached, its whole chain. Exits with 1 where the check fails.',
  session: 'needed',
  run: async (_invocation, { bridge }) => {
    const verdict = await bridge.call('journal.verify', null);
    if (!verdict.ok) return unanswered(verdict);
    const { ok, rows, head, problem, server } = verdict.value;
    if (!ok)
      return {
        exit: exitCode.fault,
        json: verdict.value,
        problem: problem ?? 'The journal does not match the signed heads that this device has received.',
      };
    return {
      exit: exitCode.done,
      json: verdict.value,
      text:
        server === 'checked'
          ? `The journal is whole up to ${head} (${countWithNoun(rows, 'row')} checked).`
          : `${server === 'denied' ? 'You may not have the server check the journal' : 'The server could not be asked'}. Only this device's part is checked: ${countWithNoun(rows, 'signed head')} up to ${head}.`,
    };
  },
};
