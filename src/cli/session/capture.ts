/** Sessions that keep their output instead of printing it. */
import type { Output } from './host.ts';
import type { Session } from './session.ts';

export interface Captured {
  session: Session;
  /** The output so far. */
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
 * The session with its output kept. It is quiet: stderr has the words of the tools only, since callers read
 * the log and the changes as data.
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
