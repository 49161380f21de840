import { describe, expect, test } from 'vitest';
import { load_module } from '../../../src/kernel/kernel/module/main.ts';
import { mapModel } from '../../../src/views/model/bands.ts';
import { daxStatus } from '../../../src/views/model/dax-status.ts';
import { physicalLayout } from '../../../src/views/model/layout.ts';
import { sectionsModel } from '../../../src/views/model/sections.ts';
import { statusModel } from '../../../src/views/model/status.ts';
import { renderStatus } from '../../../src/views/text/status.ts';
import { bootHmem, DAX_DRIVERS, REGION } from '../../helpers/hmem.ts';
import type { PmemMachine } from '../../helpers/pmem.ts';

const SOFT = { start: 0x180000000, end: 0x1bfffffff };

/** Kind, owner and whether it is mapped, of the pieces of the Soft Reserved range. */
const pieces = (m: PmemMachine): string[] =>
  physicalLayout(m.k.state)
    .filter(({ start, end }) => start <= SOFT.end && end >= SOFT.start)
    .map(({ kind, owner, mapped }) => `${kind} ${owner}${mapped ? ' mapped' : ''}`);

const marks = (m: PmemMachine): string[] =>
  sectionsModel(m.k.state, { ranges: [SOFT] }).rows.flatMap(({ cells }) =>
    cells.map(({ mark, count }) => `${mark} ${count}`),
  );

/** Divides the range into a device of 256 MiB and the rest. */
function divided(kernel = '6.1', cmdline = ''): PmemMachine {
  const m = bootHmem(['1G%6G'], { kernel, cmdline: `dax_hmem.region_idle ${cmdline}` });
  m.echo('0x10000000', `${REGION}/dax0.0/size`);
  return m;
}

describe('Soft Reserved memory in the pictures', () => {
  test('belongs to its devices, and what they leave to its region', () => {
    const m = divided();
    expect(pieces(m)).toEqual(['soft dax0.0', 'soft hmem.0']);
    expect(marks(m)).toEqual(['soft-reserved 64', 'soft-reserved 64']);
    m.echo('dax0.0', `${DAX_DRIVERS}/device_dax/bind`);
    expect(pieces(m)).toEqual(['soft dax0.0 mapped', 'soft hmem.0']);
    expect(marks(m)).toEqual(['dax 64', 'soft-reserved 64']);
    expect(mapModel(m.k.state).bands.map(({ mark }) => mark)).toContain('dax');
  });

  test('has no other owner before 5.10', () => {
    expect(pieces(bootHmem(['1G%6G'], { kernel: '5.9' }))).toEqual(['soft Soft Reserved']);
  });

  test('as System RAM names its device, and shows the struct pages that it holds', () => {
    const m = divided('6.12', 'memory_hotplug.memmap_on_memory=1 memhp_default_state=offline');
    m.echo('1', `${REGION}/dax0.0/memmap_on_memory`);
    load_module(m.k, 'kmem');
    m.echo('dax0.0', `${DAX_DRIVERS}/kmem/new_id`);
    expect(pieces(m)).toEqual(['hot-offline System RAM on dax0.0', 'soft hmem.0']);
    expect(marks(m).slice(0, 2)).toEqual(['self-memmap 1', 'hot-offline 63']);
  });
});

describe('Soft Reserved memory in the summary', () => {
  test('has its sum, its regions and their devices', () => {
    const m = divided();
    m.echo('1', `${REGION}/dax_region/create`);
    m.echo('dax0.0', `${DAX_DRIVERS}/device_dax/bind`);
    const model = statusModel(m.k.state, m.k.firmware.platform);
    expect(model.memory.soft).toBe(2 ** 30);
    expect(model.dax).toEqual(daxStatus(m.k.state.dax));
    expect(model.dax[0]).toMatchObject({ name: 'hmem.0', available: 0x30000000, node: 0 });
    const text = renderStatus(model, { width: 100, color: 0, unicode: false });
    expect(text).toContain('1 GiB Soft Reserved');
    expect(text).toContain(
      'hmem.0  Soft Reserved 1 GiB at 0x180000000, align 2 MiB, 768 MiB available, node 0\n' +
        '|- dax0.0  devdax, 256 MiB, align 2 MiB\n' +
        '`- dax0.1  no size, align 2 MiB, disabled\n',
    );
  });
});
