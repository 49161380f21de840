import { beforeEach, describe, expect, test } from 'vitest';
import { type DaxMachine, newMachine, run } from './machine.ts';

let m: DaxMachine;

beforeEach(() => {
  m = newMachine();
});

describe('daxctl list', () => {
  test('regions with their devices', async () => {
    const { rc, stdout, stderr } = await run(m, 'list -RDi');
    expect({ rc, stderr }).toEqual({ rc: 0, stderr: '' });
    expect(stdout).toBe(`[
  {
    "path":"\\/platform\\/e820_pmem\\/ndbus0\\/region0\\/dax0.0",
    "id":0,
    "size":1054867456,
    "align":2097152,
    "devices":[
      {
        "chardev":"dax0.0",
        "size":1054867456,
        "target_node":0,
        "align":2097152,
        "mode":"devdax"
      }
    ]
  }
]
`);
  });

  test('one device with human-readable sizes and its mappings', async () => {
    expect((await run(m, 'list -Mu')).stdout).toBe(`{
  "chardev":"dax0.0",
  "size":"1006.00 MiB (1054.87 MB)",
  "target_node":0,
  "align":2097152,
  "mode":"devdax",
  "mappings":[
    {
      "page_offset":"0",
      "start":"0x201200000",
      "end":"0x23fffffff",
      "size":"1006.00 MiB (1054.87 MB)"
    }
  ]
}
`);
  });

  test.each(['list -d dax0.1', 'list -r 1', 'list -r region7 -D', 'list -d 1.0'])(
    '%s matches nothing and prints nothing',
    async (command) => {
      expect(await run(m, command)).toEqual({ rc: 0, stdout: '', stderr: '' });
    },
  );

  test.each(['list -d 0.0', 'list -r 0', 'list -r region0 -D', 'list -d all'])(
    '%s finds the device',
    async (command) => {
      expect((await run(m, command)).stdout).toContain('"size":1054867456');
    },
  );

  test('an extra operand is refused', async () => {
    const { rc, stderr } = await run(m, 'list dax0.0');
    expect(rc).toBe(129);
    expect(stderr).toMatch(/^ {2}Error: unknown parameter "dax0.0"\n\n\n usage: daxctl list /);
  });
});
