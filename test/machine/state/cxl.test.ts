import { describe, expect, it } from 'vitest';
import { openStore } from '../../../src/machine/state/store.ts';
import { bootCxl, cxlTool, iomem } from '../../helpers/cxl.ts';
import { scratchFolder } from '../../helpers/folder.ts';

describe('a saved machine with CXL devices', () => {
  it('accepts further commands on its region', async () => {
    const machine = bootCxl(2);
    await cxlTool(machine, 'create-region -m -d decoder0.0 mem0 mem1');
    const store = openStore(scratchFolder(), { pid: 1, isAlive: () => false, timeout: 0 });
    store.lock()();
    store.save({ machine, lessons: { current: null, done: [] } }, ['cxl']);
    const loaded = (await store.load()).machine!;
    expect(iomem(loaded)).toEqual(iomem(machine));
    for (const words of ['list -vvv', 'destroy-region -f region0', 'list -RD'])
      expect(await cxlTool(loaded, words)).toEqual(await cxlTool(machine, words));
  });
});
