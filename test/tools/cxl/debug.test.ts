import { expect, it } from 'vitest';
import { bootCxl, cxlTool } from '../../helpers/cxl.ts';

/** The lines of one function, without its name. */
const linesOf = (stderr: string, fn: string): string[] =>
  stderr.split('\n').flatMap((line) => (line.includes(`: ${fn}: `) ? [line.split(`: ${fn}: `)[1]!] : []));

it('cxl list --debug logs its walk and the objects that it finds', async () => {
  const { stderr } = await cxlTool(bootCxl(1), 'list -D --debug');
  expect(stderr.split('\n').filter((line) => line.startsWith('cxl list: '))).toEqual([
    'cxl list: cmd_list: walk topology',
    'cxl list: cxl_filter_walk: walk memdevs',
    'cxl list: cxl_filter_walk: walk buses',
    'cxl list: cxl_filter_walk: walk decoders',
    'cxl list: cxl_filter_walk: walk rch endpoints',
    'cxl list: cxl_filter_walk: walk ports',
  ]);
  expect(linesOf(stderr, 'add_cxl_bus')).toEqual(["root0: base: '/sys/bus/cxl/devices/root0'"]);
  expect(linesOf(stderr, 'add_cxl_memdev')).toEqual(["mem0: base: '/sys/bus/cxl/devices/mem0'"]);
  const [base, phys, fw] = linesOf(stderr, 'add_cxl_decoder');
  expect(base).toBe("decoder0.0: base: '/sys/bus/cxl/devices/root0/decoder0.0'");
  expect(phys).toMatch(/^decoder0\.0: target0 \/sys\/devices\/.* phys_path: /);
  expect(fw).toMatch(/^decoder0\.0: target0 \/sys\/devices\/.* fw_path: /);
});

it('cxl disable-port --debug names each port, and a port without a driver', async () => {
  const machine = bootCxl(1);
  const own = async () =>
    (await cxlTool(machine, 'disable-port -f --debug port1')).stderr
      .split('\n')
      .filter((line) => line.startsWith('cxl port: '));
  expect(await own()).toEqual([
    'cxl port: port_action: run action on port: port1',
    'cxl port: cmd_disable_port: disabled 1 port',
  ]);
  expect(await own()).toEqual([
    'cxl port: port_action: run action on port: port1',
    'cxl port: action_disable: port1 already disabled',
    'cxl port: cmd_disable_port: disabled 1 port',
  ]);
});
