import { foldText } from '../text/fold-text.ts';

/** The request that a person makes by a text message of one word. */
export type AskedByWord = 'stop' | 'start' | 'help';

/** Words in English, Spanish, French and German, folded and without blanks. Those in English are Twilio's own. */
const words: Readonly<Record<AskedByWord, readonly string[]>> = {
  // prettier-ignore
  stop: [
    'stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout',
    'alto', 'baja', 'cancelar', 'detener', 'parar', 'pare',
    'arret', 'arreter', 'desabonner', 'desinscrire', 'desinscription', 'fin',
    'stopp', 'abmelden', 'abbestellen', 'ende', 'aufhoren', 'abbruch',
  ],
  start: ['start', 'yes', 'unstop'],
  help: ['help', 'info', 'ayuda', 'aide', 'hilfe'],
};
const asked: ReadonlyMap<string, AskedByWord> = new Map(
  Object.entries(words).flatMap(([what, all]) => all.map((word) => [word, what as AskedByWord])), // the keys of `words`
);

const polite = /\b(?:please|pls|thanks|thank you|por favor|gracias|svp|merci|bitte|danke)\b/g;

/**
 * Returns what a text message asks for that consists of one of the words, in any case, with or without accents, punctuation and a
 * "please" (47 CFR 64.1200(a)(10)). Undefined for all others: "Stop by at five" is not an end.
 */
export const askedByWord = (text: string): AskedByWord | undefined =>
  asked.get(
    foldText(text)
      .replace(polite, ' ')
      .replace(/[^\p{L}]+/gu, ''),
  );
