/** `memsim pfn`: section, zone, node and owner of addresses. */
import { explainPfn, type PfnModel } from '../../../explain/pfn.ts';
import { hex } from '../../../lib/units.ts';
import { refusal } from '../../../machine/refusal.ts';
import type { Terminal } from '../../../views/base/theme.ts';
import { renderPfn } from '../../../views/text/diagnosis/pfn.ts';
import { parseSize } from '../../input/size.ts';
import { type JsonFlag, printModel } from '../../output/print-model.ts';
import { UNBROKEN } from '../../output/terminal.ts';
import { runningMachine } from '../../session/current-machine.ts';
import type { Session } from '../../session/session.ts';

/** Prints one block for each address; refuses one beyond the address bits of the CPU. */
export async function showPfn(session: Session, addresses: string[], flags: JsonFlag): Promise<number> {
  const { kernel } = await runningMachine(session);
  const limit = 2 ** kernel.firmware.platform.physBits;
  const models = addresses.map((text) => {
    const address = parseSize(text, 'address');
    if (address >= limit)
      throw refusal(`address: ${hex(address)} is beyond the ${hex(limit)} that the machine can address`);
    return explainPfn(kernel, address);
  });
  const render = (list: PfnModel[], terminal: Terminal): string =>
    list.map((model) => renderPfn(model, terminal)).join('\n');
  printModel(session, flags, models, render, UNBROKEN);
  return 0;
}
