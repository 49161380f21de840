/** `memsim boot`, `reboot` and `reset`. */
import { type BootRequest, bootOptions } from '../../machine/boot-options.ts';
import { bootMachine, type Machine, rebootMachine } from '../../machine/machine.ts';
import { EXIT } from '../../machine/refusal.ts';
import { parseConfig } from '../input/build-options.ts';
import { loadPlatform } from '../input/platforms.ts';
import { type JsonFlag, printJson, report } from '../output/print-model.ts';
import { currentMachine } from '../session/current-machine.ts';
import { putAside, reportKept } from '../session/put-aside.ts';
import { type Session, say } from '../session/session.ts';

export interface BootFlags extends JsonFlag {
  platform?: string;
  kernel?: string;
  cmdline?: string;
  seed?: number;
  config?: string[];
  with?: string[];
  without?: string[];
}

/** The last request with the options applied. */
function requestOf(flags: BootFlags, last: BootRequest): BootRequest {
  const request: BootRequest = {
    kernel: flags.kernel ?? last.kernel,
    cmdline: flags.cmdline ?? last.cmdline,
    seed: flags.seed ?? last.seed,
  };
  const config = flags.config ? parseConfig(flags.config) : last.config;
  const added = flags.with ?? last.with;
  const taken = flags.without ?? last.without;
  if (config !== undefined) request.config = config;
  if (added !== undefined) request.with = added;
  if (taken !== undefined) request.without = taken;
  bootOptions(request);
  return request;
}

/** Prints the result of a boot; returns 1 if the kernel panicked. */
async function announce(session: Session, machine: Machine, flags: JsonFlag): Promise<number> {
  session.slot.machine = machine;
  const { release, crashed } = machine.kernel.state;
  if (flags.json) {
    const { cmdline, seed } = machine.request;
    printJson(session.out, { booted: crashed === undefined, kernel: release, cmdline, seed, crashed });
  }
  if (crashed !== undefined) {
    say(session, `kernel ${release} did not boot: ${crashed}`);
    return EXIT.failed;
  }
  if (!flags.json && !session.settings.quiet) say(session, `booted kernel ${release}`);
  if (machine.request.cmdline !== '') {
    const { noticeCommandLine } = await import('./boot-notices.ts');
    noticeCommandLine(session, machine);
  }
  return 0;
}

/** Boots a new machine with empty media in place of the current one. */
async function bootNew(session: Session, flags: BootFlags): Promise<number> {
  const { host, defaults } = session;
  const request = requestOf(flags, defaults.request);
  const platform = loadPlatform(host, flags.platform ?? defaults.platform);
  return announce(session, bootMachine(platform, request, session.trace?.follow), flags);
}

/** A new machine; the one before is put aside. */
export async function boot(session: Session, flags: BootFlags): Promise<number> {
  const before = session.slot.machine;
  const code = await bootNew(session, flags);
  reportKept(session, putAside(session, 'boot', before));
  return code;
}

/** The last boot again; uuids go on where they are, since the media hold the ones before. */
const continued = ({ request, kernel }: Machine): BootRequest => ({
  ...request,
  seed: kernel.state.rng.seed,
});

/** Boots the machine again with the options applied; its media stay. */
export async function reboot(session: Session, flags: BootFlags): Promise<number> {
  const machine = await currentMachine(session);
  const request = requestOf(flags, continued(machine));
  const { slot, host } = session;
  if (flags.platform !== undefined) slot.platform = slot.given ?? loadPlatform(host, flags.platform);
  return announce(session, rebootMachine(machine, request, slot.platform, session.trace?.follow), flags);
}

/** Removes the machine and its media. */
export function reset(session: Session, flags: JsonFlag): number {
  const { slot } = session;
  const existed = slot.machine !== undefined;
  const kept = putAside(session, 'reset', slot.machine);
  slot.machine = undefined;
  report(session, flags, { removed: existed }, existed ? 'the machine is removed' : 'there was no machine');
  reportKept(session, kept);
  return 0;
}
