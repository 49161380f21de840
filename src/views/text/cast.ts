/**
 * A terminal recording in asciicast v2: a header line, then one line per event. Time is a logical clock, so
 * the same script gives the same bytes.
 */
export interface CastStep {
  /** The line as typed, comments included. */
  line: string;
  /** The output of the line. */
  output: string;
}

export interface CastOptions {
  width: number;
  height: number;
  title: string;
}

/** Seconds: per key, before a line is typed, before its output, per line of output read. */
const PACE = { key: 0.04, pause: 0.6, work: 0.2, read: 0.12, longestRead: 4 } as const;
const PROMPT = '$ ';

type Event = [time: number, kind: 'o' | 'm', data: string];

/** Markers are set at comments, which announce the next commands, and at commands without one. */
const isComment = (line: string): boolean => line.trimStart().startsWith('#');

function* events(steps: readonly CastStep[]): Generator<Event> {
  let time = 0;
  const at = (): number => Number(time.toFixed(3));
  let announced = false;
  yield [at(), 'o', PROMPT];
  for (const { line, output } of steps) {
    time += PACE.pause;
    if (isComment(line)) yield [at(), 'm', line.replace(/^\s*#\s*/, '')];
    else if (!announced) yield [at(), 'm', line];
    announced = isComment(line);
    for (const key of line) {
      time += PACE.key;
      yield [at(), 'o', key];
    }
    yield [at(), 'o', '\r\n'];
    time += PACE.work;
    if (output !== '') yield [at(), 'o', output.replaceAll('\n', '\r\n')];
    const lines = output.split('\n').length - 1;
    time += Math.min(lines * PACE.read, PACE.longestRead);
    yield [at(), 'o', PROMPT];
  }
}

/** The bytes of the recording. */
export function castFile(steps: readonly CastStep[], { width, height, title }: CastOptions): string {
  const header = { version: 2, width, height, title, env: { TERM: 'xterm-256color', SHELL: '/bin/sh' } };
  return [header, ...events(steps)].map((record) => `${JSON.stringify(record)}\n`).join('');
}
