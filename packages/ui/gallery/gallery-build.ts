import type { InlineConfig } from 'vite';

// As strict as the product's own policy, so that a component that breaks it fails here first.
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-gallery'; font-src 'self' data:; img-src 'self' data:";

/**
 * The build and the server of the gallery for pictures. `vite packages/ui/gallery` shows the gallery during work and needs
 * neither.
 */
export const galleryBuild: InlineConfig = {
  configFile: false,
  root: import.meta.dirname,
  base: './',
  logLevel: 'warn',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    chunkSizeWarningLimit: 3000, // the chunk contains every component
    rolldownOptions: {
      // A bundle for the browser ignores Mantine's "use client".
      onLog: (level, log, report) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : report(level, log)),
    },
  },
  preview: { port: 0, host: '127.0.0.1', headers: { 'Content-Security-Policy': policy } },
};
