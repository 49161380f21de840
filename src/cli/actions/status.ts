/** `memsim status`: what is booted, and where its state is kept. */
import type { Session } from '../session.ts';
import { terminalOf } from '../terminal.ts';

/** Says so when nothing was booted, and boots nothing. */
export async function status(session: Session, { json = false }: { json?: boolean }): Promise<number> {
  const { machine } = session.slot;
  const { folder } = session.store;
  const print = (text: string): void => session.out.write(text);
  if (machine === undefined) {
    print(
      json
        ? `${JSON.stringify({ booted: false, state: folder }, null, 2)}\n`
        : `nothing is booted\nstate         ${folder}\n`,
    );
    return 0;
  }
  const { statusModel } = await import('../../views/status.ts');
  const model = statusModel(machine.kernel.state, machine.firmware.platform);
  const { with: added = [], without: taken = [] } = machine.request;
  if (json) {
    const changes = { with: added, without: taken };
    print(`${JSON.stringify({ booted: true, state: folder, ...model, changes }, null, 2)}\n`);
    return 0;
  }
  const { renderStatus } = await import('../../views/status-text.ts');
  print(renderStatus(model, terminalOf(session, session.out)));
  const changes = [...added.map((id) => `with ${id}`), ...taken.map((id) => `without ${id}`)];
  if (changes.length > 0) print(`changes       ${changes.join(', ')}\n`);
  print(`state         ${folder}\n`);
  return 0;
}
