/**
 * Records what a command does: the files that it touches, the kernel functions that run meanwhile, and
 * what the kernel logs, one inside the other.
 */
import type { Kernel } from '../kernel/kernel.ts';
import type { Tracer } from '../kernel/trace.ts';
import type { ErrnoName } from '../lib/errno.ts';
import { type FileCall, type FileWatcher, recordingFiles } from '../wall/recording-files.ts';
import type { Machine } from './machine.ts';
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

export interface Tracing {
  /** What was recorded so far. */
  items: TraceItem[];
  /** Goes on with another kernel, one that boots. */
  follow(kernel: Kernel): void;
  /** Stops recording. */
  stop(): void;
}

type Frame = TraceFile | TraceCall;

/**
 * Starts recording what happens on a machine; without one, when a kernel boots.
 *
 * @returns with the trace, the machine with its files watched; the kernel is the same one
 */
export function startTrace<M extends Machine | undefined>(machine: M): Tracing & { machine: M } {
  let kernel = machine?.kernel;
  const items: TraceItem[] = [];
  const open: Frame[] = [];
  let logged = kernel?.state.log.lines.length ?? 0;

  const here = (): TraceItem[] => open.at(-1)?.items ?? items;
  /** Puts what the kernel logged since the last look where it was logged. */
  const takeLog = (): void => {
    const lines = kernel?.state.log.lines ?? [];
    for (const { text, warning } of lines.slice(logged))
      here().push({ kind: 'log', text: warning && text === '' ? warning.at : text, warning: !!warning });
    logged = lines.length;
  };
  const enter = (frame: Frame): void => {
    takeLog();
    here().push(frame);
    open.push(frame);
  };
  const leave = (): Frame => {
    takeLog();
    return open.pop()!;
  };

  const tracer: Tracer = {
    enter: (name, args) => enter({ kind: 'call', name, args, result: '', items: [] }),
    leave(_name, result) {
      const frame = leave();
      if (frame.kind === 'call') frame.result = describeResult(result);
    },
  };
  const watcher: FileWatcher = {
    before: (call) => enter({ kind: 'file', ...call, items: [] }),
    after(failure, text) {
      const frame = leave();
      if (frame.kind !== 'file') return;
      if (failure !== undefined) frame.error = failure;
      if (text !== undefined) frame.value = text;
    },
  };
  const follow = (next: Kernel): void => {
    takeLog();
    kernel = next;
    logged = next.state.log.lines.length;
    next.tracer = tracer;
  };
  if (kernel !== undefined) kernel.tracer = tracer;
  const watched = machine && { ...machine, files: recordingFiles(machine.files, watcher) };
  return {
    machine: watched as M,
    items,
    follow,
    stop() {
      takeLog();
      if (kernel !== undefined) kernel.tracer = undefined;
    },
  };
}
