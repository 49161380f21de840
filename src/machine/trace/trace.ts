/**
 * Records what a command does: the files that it touches, the kernel functions that run meanwhile, and
 * what the kernel logs, one inside the other.
 */
import type { Kernel } from '../../kernel/kernel.ts';
import type { Tracer } from '../../kernel/trace.ts';
import type { ErrnoName } from '../../lib/errno.ts';
import { type FileCall, type FileWatcher, recordingFiles } from '../../wall/recording-files.ts';
import type { Machine } from '../machine.ts';
import { describeResult } from './trace-result.ts';

/** A file that user space touched, with what the kernel did meanwhile. */
export interface TraceFile extends FileCall {
  kind: 'file';
  error?: ErrnoName;
  /** What a read gave. */
  value?: string;
  items: TraceItem[];
}

/** A kernel function that ran, with what it called. */
export interface TraceCall {
  kind: 'call';
  name: string;
  args: string;
  /** What it returned, an errno by its name; empty for nothing. */
  result: string;
  items: TraceItem[];
}

/** A line that the kernel logged. */
export interface TraceLog {
  kind: 'log';
  text: string;
  warning: boolean;
}

export type TraceItem = TraceFile | TraceCall | TraceLog;

/** A trace that is being recorded. */
export interface Tracing {
  /** What was recorded so far. */
  items: TraceItem[];
  /** Goes on with another kernel, one that boots. */
  follow(kernel: Kernel): void;
  /** Stops recording. */
  stop(): void;
}

type Frame = TraceFile | TraceCall;

/** A trace under way. */
interface Recording {
  items: TraceItem[];
  /** What has begun and not ended, outermost first. */
  open: Frame[];
  kernel: Kernel | undefined;
  /** Lines at the start of the kernel's log that were looked at. */
  logged: number;
}

const here = ({ items, open }: Recording): TraceItem[] => open.at(-1)?.items ?? items;

/** Puts what the kernel logged since the last look where it was logged. */
function takeLog(recording: Recording): void {
  const lines = recording.kernel?.state.log.lines ?? [];
  for (const { text, warning } of lines.slice(recording.logged))
    here(recording).push({
      kind: 'log',
      text: warning && text === '' ? warning.at : text,
      warning: warning !== undefined,
    });
  recording.logged = lines.length;
}

function enter(recording: Recording, frame: Frame): void {
  takeLog(recording);
  here(recording).push(frame);
  recording.open.push(frame);
}

function leave(recording: Recording): Frame {
  takeLog(recording);
  return recording.open.pop()!;
}

const tracerOf = (recording: Recording): Tracer => ({
  enter: (name, args) => enter(recording, { kind: 'call', name, args, result: '', items: [] }),
  leave(_name, result) {
    const frame = leave(recording);
    if (frame.kind === 'call') frame.result = describeResult(result);
  },
});

const watcherOf = (recording: Recording): FileWatcher => ({
  before: (call) => enter(recording, { kind: 'file', ...call, items: [] }),
  after(failure, text) {
    const frame = leave(recording);
    if (frame.kind !== 'file') return;
    if (failure !== undefined) frame.error = failure;
    if (text !== undefined) frame.value = text;
  },
});

/**
 * Starts recording what happens on a machine; without one, when a kernel boots.
 *
 * @returns with the trace, the machine with its files watched; the kernel is the same one
 */
export function startTrace<M extends Machine | undefined>(machine: M): Tracing & { machine: M } {
  const recording: Recording = { items: [], open: [], kernel: undefined, logged: 0 };
  const tracer = tracerOf(recording);
  const follow = (kernel: Kernel): void => {
    takeLog(recording);
    recording.kernel = kernel;
    recording.logged = kernel.state.log.lines.length;
    kernel.tracer = tracer;
  };
  if (machine !== undefined) follow(machine.kernel);
  const watched = machine && { ...machine, files: recordingFiles(machine.files, watcherOf(recording)) };
  return {
    machine: watched as M,
    items: recording.items,
    follow,
    stop() {
      takeLog(recording);
      if (recording.kernel !== undefined) recording.kernel.tracer = undefined;
    },
  };
}
