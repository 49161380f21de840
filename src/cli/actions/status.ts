/** `memsim status`: the machine and its state folder. */
import { platformName } from '../input/platform-name.ts';
import { type JsonFlag, printJson, printModel } from '../output/print-model.ts';
import { terminalOf } from '../output/terminal.ts';
import type { Session } from '../session/session.ts';

/** Prints the status. It does not boot a machine. */
export async function status(session: Session, flags: JsonFlag): Promise<number> {
  const { machine } = session.slot;
  const { folder } = session.store;
  const { out } = session;
  if (machine === undefined) {
    const nothing = { booted: false, state: folder };
    printModel(session, flags, nothing, () => `nothing is booted\nstate         ${folder}\n`);
    return 0;
  }
  const { statusModel } = await import('../../views/model/status.ts');
  const { platform } = machine.firmware;
  const model = statusModel(machine.kernel.state, platform, platformName(session.host, platform) ?? 'a file');
  const { with: added = [], without: taken = [] } = machine.request;
  if (flags.json) {
    const changes = { with: added, without: taken };
    printJson(out, { booted: true, state: folder, ...model, changes });
    return 0;
  }
  const { renderStatus } = await import('../../views/text/status.ts');
  out.write(renderStatus(model, terminalOf(session, out)));
  const changes = [...added.map((id) => `with ${id}`), ...taken.map((id) => `without ${id}`)];
  if (changes.length > 0) out.write(`changes       ${changes.join(', ')}\n`);
  out.write(`state         ${folder}\n`);
  return 0;
}
