/** Sessions that keep their output instead of printing it. */
import type { Output } from './host.ts';
import type { Session } from './session.ts';

export interface Captured {
  session: Session;
  /** The output so far. */
  printed(): { stdout: string; stderr: string };
}

/** An output, and what was written to it. */
export interface Capture {
  output: Output;
  bytes(): Uint8Array;
  text(): string;
}

/**
 * An output that keeps what is written.
 *
 * @param shape of the output; default: no terminal, 80 columns
 */
export function captureOutput(shape: Partial<Omit<Output, 'write'>> = {}): Capture {
  const parts: Buffer[] = [];
  return {
    output: { isTerminal: false, columns: 80, ...shape, write: (data) => void parts.push(Buffer.from(data)) },
    bytes: () => Buffer.concat(parts),
    text: () => Buffer.concat(parts).toString(),
  };
}

/**
 * The session with its output kept. It is quiet: stderr has the messages of the tools only, since callers read
 * the log and the changes as data.
 */
export function capture(session: Session): Captured {
  const out = captureOutput();
  const err = captureOutput();
  const settings = { ...session.settings, quiet: true };
  return {
    session: { ...session, settings, out: out.output, err: err.output },
    printed: () => ({ stdout: out.text(), stderr: err.text() }),
  };
}
