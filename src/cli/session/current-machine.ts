/** The machine of a session, for commands that need one. */
import { bootMachine, type Machine } from '../../machine/machine.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { type Session, say } from './session.ts';

/** The machine; when nothing was booted yet, the default platform is, and the user is told. */
export async function currentMachine(session: Session): Promise<Machine> {
  const { slot, host, defaults } = session;
  if (slot.machine === undefined) {
    const { loadPlatform } = await import('../input/platforms.ts');
    const { platform, request } = defaults;
    slot.machine = bootMachine(loadPlatform(host.packageRoot, platform), request);
    if (!session.settings.quiet)
      say(session, `nothing was booted yet: booted platform '${platform}' with kernel ${request.kernel}`);
  }
  return slot.machine;
}

/** The machine, for a command that needs a kernel that runs. */
export async function runningMachine(session: Session): Promise<Machine> {
  const machine = await currentMachine(session);
  const { crashed } = machine.kernel.state;
  if (crashed !== undefined)
    throw refusal(`the machine has crashed (${crashed}); 'memsim reboot' starts it again`, EXIT.failed);
  return machine;
}
