import type { InlineConfig } from 'vite';

// As strict as the product's own policy: what a component does against it shows here first.
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-gallery'; font-src 'self' data:; img-src 'self' data:";

/** How the gallery is built and served for pictures. To look at it while working, `vite packages/ui/gallery` needs none of this. */
export const galleryBuild: InlineConfig = {
  configFile: false,
  root: import.meta.dirname,
  base: './',
  logLevel: 'warn',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    chunkSizeWarningLimit: 3000, // it holds every component at once
    rolldownOptions: {
      // Mantine's "use client" means nothing to a bundle for the browser.
      onLog: (level, log, report) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : report(level, log)),
    },
  },
  preview: { port: 0, host: '127.0.0.1', headers: { 'Content-Security-Policy': policy } },
};
