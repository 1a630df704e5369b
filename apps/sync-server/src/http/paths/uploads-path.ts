/** The addresses of uploads. Their bodies are bytes: no part of them is read before the token (`bodyGate`). */
export const uploadsPath = '/files/uploads';
