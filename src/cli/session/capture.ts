/** A session whose output is kept instead of printed. */
import type { Output } from './host.ts';
import type { Session } from './session.ts';

export interface Captured {
  session: Session;
  /** What was printed so far. */
  printed(): { stdout: string; stderr: string };
}

function buffer(): { output: Output; text(): string } {
  const parts: Buffer[] = [];
  return {
    output: { write: (data) => void parts.push(Buffer.from(data)), isTerminal: false, columns: 80 },
    text: () => Buffer.concat(parts).toString(),
  };
}

/**
 * The same session for scripts: no terminal, and stderr has the tools' words alone, since the kernel's
 * log and what changed are handed over as data.
 */
export function capture(session: Session): Captured {
  const out = buffer();
  const err = buffer();
  const settings = { ...session.settings, quiet: true };
  return {
    session: { ...session, settings, out: out.output, err: err.output },
    printed: () => ({ stdout: out.text(), stderr: err.text() }),
  };
}
