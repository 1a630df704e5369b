import { text } from '../../entities/fields.ts';
import type { ShapeValues } from '../calculations/calculation.ts';
import { intent } from './intent.ts';

/** A post on one page. `account`: the record of the page. */
const postOrder = {
  account: text({ required: true, maxChars: 36, label: 'Account' }),
  words: text({ required: true, multiline: true, label: 'Words' }),
  link: text({ maxChars: 2_000, label: 'Link' }),
};
export type PostOrder = ShapeValues<typeof postOrder>;

/** A published post. `id`: the network's own. `url`: its address there, where the network gave one. */
export type PostAnswer = { readonly id: string; readonly url: string | null };

/** Declares that records of a kind ask for a post at a social network. */
export const postIntent = intent<PostOrder, PostAnswer>('social', postOrder);
