// All formats of this build: a new one is a file next to this one and a line here. `format-of.ts` reads the list as a whole.
export { ein } from './ein.ts';
export { iban } from './iban.ts';
export { nmlsId } from './nmls-id.ts';
export { rating } from './rating.ts';
export { website } from './website.ts';
