import { createElement } from 'react';
import { describe, expect, it } from 'vitest';
import { showSameProps } from './show-same-props.ts';

const event = { title: 'Terms', time: { minutes: 30 } };
const press = () => 1;

describe('properties that show the same', () => {
  it('have plain data with the same content', () => {
    expect(showSameProps({ event, day: 'Monday' }, { event: structuredClone(event), day: 'Monday' })).toBe(true);
    expect(showSameProps({ event }, { event: { ...event, time: { minutes: 60 } } })).toBe(false);
    expect(showSameProps({ event: { ...event, detail: 'with Ada' } }, { event })).toBe(false);
    expect(showSameProps({ minutes: [1, 2] }, { minutes: [1, 3] })).toBe(false);
    expect(showSameProps({ day: 'Monday' }, { day: 'Tuesday' })).toBe(false);
  });

  it('have the same functions, elements and other objects', () => {
    expect(showSameProps({ press }, { press })).toBe(true);
    expect(showSameProps({ press }, { press: () => 1 })).toBe(false);
    expect(showSameProps({ children: createElement('p') }, { children: createElement('p') })).toBe(false);
    expect(showSameProps({ at: new Date(0) }, { at: new Date(0) })).toBe(false);
    expect(showSameProps({ counts: new Map([['a', 1]]) }, { counts: new Map([['a', 1]]) })).toBe(false);
  });

  it('are none that only one of them has', () => {
    type Both = { readonly day: string; readonly warning?: string };
    const [plain, warned]: readonly [Both, Both] = [{ day: 'Monday' }, { day: 'Monday', warning: 'It overlaps' }];
    expect([showSameProps(plain, warned), showSameProps(warned, plain)]).toEqual([false, false]);
    expect(showSameProps<{ readonly day: string | undefined }>({ day: undefined }, { day: '' })).toBe(false);
  });
});
