import { defineConfig } from 'vitest/config';

// What computes, without a browser; what the page does in one is in tests/Browser.Tests.
export default defineConfig({ test: { include: ['tests/**/*.test.ts'], environment: 'node' } });
