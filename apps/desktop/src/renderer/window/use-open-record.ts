import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';

/** Returns a function that opens a record on a separate page; lists open records next to themselves instead. */
export function useOpenRecord(): (id: string) => void {
  const navigate = useNavigate();
  return useCallback((id) => void navigate({ to: '/record/$id', params: { id } }), [navigate]);
}
