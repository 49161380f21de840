/** The machine of a session, booted if there is none. */
import { bootMachine, type Machine } from '../../machine/machine.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { type Session, say } from './session.ts';

/** The machine; without one, boots the default platform and reports it on stderr. */
export async function currentMachine(session: Session): Promise<Machine> {
  const { slot, host, defaults } = session;
  if (slot.machine === undefined) {
    const { loadPlatform } = await import('../input/platforms.ts');
    const { platform, request } = defaults;
    slot.machine = bootMachine(loadPlatform(host, platform), request);
    if (!session.settings.quiet)
      say(session, `nothing was booted yet: booted platform '${platform}' with kernel ${request.kernel}`);
  }
  return slot.machine;
}

/** The machine; refuses if its kernel has crashed. */
export async function runningMachine(session: Session): Promise<Machine> {
  const machine = await currentMachine(session);
  const { crashed } = machine.kernel.state;
  if (crashed !== undefined)
    throw refusal(`the machine has crashed (${crashed}); 'memsim reboot' starts it again`, EXIT.failed);
  return machine;
}
