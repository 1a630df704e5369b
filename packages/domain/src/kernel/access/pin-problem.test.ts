import { describe, expect, it } from 'vitest';
import { pinProblem } from './pin-problem.ts';

describe('[PLT-41] a PIN', () => {
  it.each(['481362', '739915', '4813627', '99481362', '602184937561'])('may be %s', (pin) => {
    expect(pinProblem(pin)).toBeUndefined();
  });

  it.each([
    ['', /6 to 12 digits/],
    ['48136', /6 to 12 digits/],
    ['4813627305941', /6 to 12 digits/],
    ['48136a', /6 to 12 digits/],
    ['481 362', /6 to 12 digits/],
    ['٤٨١٣٦٢', /6 to 12 digits/], // digits of another script
    ['777777', /repeats/],
    ['484848', /repeats/],
    ['481481', /repeats/],
    ['345678', /in a row/],
    ['987654', /in a row/],
    ['890123', /in a row/],
    ['135791', /in a row/],
    ['240985', /date/], // 24 September 1985
    ['092485', /date/],
    ['850924', /date/],
    ['24091985', /date/],
    ['09241985', /date/],
    ['19850924', /date/],
  ])('may not be “%s”', (pin, why) => {
    expect(pinProblem(pin)).toMatch(why);
  });
});
