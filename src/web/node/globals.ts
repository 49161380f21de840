/** Globals of Node that memsim uses. Imported first. */
import { config } from 'zod/mini';

// Content-Security-Policy forbids the code that zod would generate.
config({ jitless: true });

globalThis.setImmediate ??= ((act: () => void) => setTimeout(act)) as unknown as typeof setImmediate;
