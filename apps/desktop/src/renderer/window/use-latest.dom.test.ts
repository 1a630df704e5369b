import { act, renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { useLatest } from './use-latest.ts';

describe('the latest values of a form', () => {
  it('has each change immediately, and keeps both of two changes between two drawings', () => {
    const { result } = renderHook(() => useLatest({ name: 'Ana', email: '' }));
    const { change, latest } = result.current;
    act(() => {
      change({ name: 'Olga' });
      expect(latest.current).toEqual({ name: 'Olga', email: '' });
      expect(change({ email: 'olga@outpost.example' })).toEqual({ name: 'Olga', email: 'olga@outpost.example' });
    });
    expect(result.current.values).toEqual({ name: 'Olga', email: 'olga@outpost.example' });
  });
});
