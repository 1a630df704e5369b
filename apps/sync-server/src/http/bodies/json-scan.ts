import { refuse, type Refusal } from '@outpost/domain/kernel/refusal';

/** The limits of a body's JSON. They are checked before it is parsed. */
export type ScanLimits = {
  /** The most values: an empty list costs two bytes on the wire and a thousand times as much work after the parser. */
  readonly values: number;
  /** The most acts, and the most edits of each; absent where the body is not scanned for acts. */
  readonly acts?: number;
  readonly edits?: number;
};

/** A part of a body: its first byte, and the byte after its last. */
export type Span = { readonly from: number; readonly to: number };
/** The place of an act in a body, of its list of edits, and of each edit. */
export type ActSpan = Span & { readonly list: Span | undefined; readonly edits: readonly Span[] };

/** Chosen: twice the depth of the deepest value of the wire. Recursive parsers stay far from the end of their stack. */
const mostDepth = 64;
/** A number of the wire has at most 24 characters. Longer ones only cost the parser time. */
const mostLiteral = 64;
/**
 * The most members of one object. The largest objects of the wire have a member for each token or kind, of which there are at most
 * 5,000. The parser makes a hidden class for each new name: 24,000 took 44 ms in one turn.
 */
const mostMembers = 5_000;
/** Longer than the member names that the scan looks for. */
const mostName = 8;

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Scans the brackets of JSON in UTF-8 as it arrives, without parsing it. It finds the depth, the number of values, and
 * the places of acts and edits. It stops at the first limit that is exceeded. A body that is not JSON passes within the
 * limits: the parser reports the error.
 */
export class JsonScan {
  readonly #limits: ScanLimits;
  #at = 0;
  #depth = 0;
  #values = 1;
  #literal = 0;
  #isText = false;
  #isEscaped = false;
  #name = ''; // the beginning of the last text that may be a member's name
  #member: readonly (string | undefined)[] = []; // the member that is open, by depth
  readonly #members: number[] = []; // how many members the open objects have, by depth
  #list: { depth: number; from: number } | undefined;
  #acts: Span | undefined;
  #edits: Span[] = [];
  #editList: Span | undefined;
  readonly #found: ActSpan[] = [];
  #element = 0;
  #editElement = 0;

  constructor(limits: ScanLimits) {
    this.#limits = limits;
  }

  /** Returns the list of acts, brackets excluded; undefined where the body has none in the usual place. */
  get acts(): { readonly list: Span; readonly acts: readonly ActSpan[] } | undefined {
    return this.#acts && { list: this.#acts, acts: this.#found };
  }

  /** Scans up to `end`. Returns the refusal for the first limit that is exceeded. */
  advance(bytes: Uint8Array, end: number): Refusal | undefined {
    let at = this.#at;
    for (; at < end; at += 1) {
      const byte = bytes[at];
      if (this.#isText) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === backslash) this.#isEscaped = true;
        else if (byte === quote) this.#isText = false;
        else if (this.#name.length < mostName && byte !== undefined) this.#name += String.fromCharCode(byte);
        continue;
      }
      if (byte === quote) {
        this.#isText = true;
        // Longer texts are skipped without reading their characters where no name is needed.
        this.#name = this.#isNamePlace ? '' : 'unasked.';
        this.#literal = 0;
        continue;
      }
      const wrong = this.#structure(byte ?? 0, at);
      if (wrong) return wrong;
    }
    this.#at = at;
    return undefined;
  }

  get #isNamePlace(): boolean {
    return this.#limits.acts !== undefined && (this.#depth === 1 || this.#depth === 3);
  }

  #structure(byte: number, at: number): Refusal | undefined {
    switch (byte) {
      case openList:
      case openObject:
        return this.#open(byte, at);
      case closeList:
      case closeObject:
        this.#close(at);
        return undefined;
      case comma:
        return this.#next(at);
      case colon:
        return this.#afterName();
      case 0x20:
      case 0x09:
      case 0x0a:
      case 0x0d:
        this.#literal = 0;
        return undefined;
      default:
        this.#literal += 1;
        return this.#literal > mostLiteral
          ? refuse('request/invalid', `body: has a number of more than ${mostLiteral} characters`, { path: 'body' })
          : undefined;
    }
  }

  #afterName(): Refusal | undefined {
    this.#literal = 0;
    if (this.#isNamePlace) this.#member = this.#depth === 1 ? [this.#name] : [this.#member[0], this.#name];
    const members = (this.#members[this.#depth] ?? 0) + 1;
    this.#members[this.#depth] = members;
    if (members <= mostMembers) return undefined;
    return refuse('request/invalid', `body: has an object with more than ${mostMembers} members`, { path: 'body' });
  }

  #open(byte: number, at: number): Refusal | undefined {
    this.#literal = 0;
    this.#depth += 1;
    if (this.#depth > mostDepth)
      return refuse('request/invalid', `body: is nested more than ${mostDepth} levels deep`, { path: 'body' });
    this.#members[this.#depth] = 0;
    if (byte === openList && this.#limits.acts !== undefined) {
      if (this.#depth === 2 && this.#member[0] === 'acts') {
        if (this.#acts) return refuse('request/invalid', 'body.acts: occurs twice', { path: 'body.acts' });
        this.#list = { depth: 2, from: at + 1 };
        this.#element = at + 1;
      } else if (this.#depth === 4 && this.#list && this.#member[1] === 'edits') {
        if (this.#editList)
          return refuse('request/invalid', 'body.acts: an act has its edits twice', { path: 'body.acts' });
        this.#editList = { from: at + 1, to: -1 };
        this.#editElement = at + 1;
      }
    }
    return this.#count();
  }

  #close(at: number): void {
    this.#literal = 0;
    if (this.#depth === 2 && this.#list) {
      this.#endAct(at);
      this.#acts = { from: this.#list.from, to: at };
      this.#list = undefined;
    } else if (this.#depth === 4 && this.#editList && this.#editList.to < 0) {
      if (at > this.#editElement) this.#edits.push({ from: this.#editElement, to: at });
      this.#editList = { from: this.#editList.from, to: at };
    }
    this.#depth -= 1;
  }

  #next(at: number): Refusal | undefined {
    this.#literal = 0;
    if (this.#depth === 2 && this.#list) {
      this.#endAct(at);
      this.#element = at + 1;
      if (this.#found.length >= (this.#limits.acts ?? 0))
        return refuse('request/too-large', `body.acts: has more than ${this.#limits.acts} acts. Send less at a time.`, {
          limit: this.#limits.acts ?? 0,
        });
    } else if (this.#depth === 4 && this.#editList && this.#editList.to < 0) {
      this.#edits.push({ from: this.#editElement, to: at });
      this.#editElement = at + 1;
      if (this.#edits.length >= (this.#limits.edits ?? 0))
        return refuse(
          'request/too-large',
          `body.acts.${this.#found.length}.edits: an act has at most ${this.#limits.edits} edits. Do it in several acts.`,
          { limit: this.#limits.edits ?? 0 },
        );
    }
    return this.#count();
  }

  #endAct(at: number): void {
    if (at > this.#element) this.#found.push({ from: this.#element, to: at, list: this.#editList, edits: this.#edits });
    this.#edits = [];
    this.#editList = undefined;
    this.#member = [this.#member[0]];
  }

  #count(): Refusal | undefined {
    this.#values += 1;
    if (this.#values <= this.#limits.values) return undefined;
    return refuse('request/too-large', `The body has more than ${this.#limits.values} values. Send less at a time.`, {
      limit: this.#limits.values,
    });
  }
}
