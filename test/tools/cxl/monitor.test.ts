import { expect, it } from 'vitest';
import { bootCxl, cxlTool } from '../../helpers/cxl.ts';

it('cxl monitor reports that the kernel has no events', async () => {
  const machine = bootCxl(1);
  expect(await cxlTool(machine, 'monitor')).toEqual({
    rc: 254,
    stdout: '',
    stderr: 'cxl_trace_event_enable() failed: -2\n',
  });
  expect((await cxlTool(machine, 'monitor foo')).rc).toBe(129);
});
