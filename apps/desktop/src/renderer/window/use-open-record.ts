import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';

/** Opens a record on a page of its own; lists open theirs beside themselves instead. */
export function useOpenRecord(): (id: string) => void {
  const navigate = useNavigate();
  return useCallback((id) => void navigate({ to: '/record/$id', params: { id } }), [navigate]);
}
