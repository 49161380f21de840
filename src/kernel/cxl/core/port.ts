/**
 * Creation and deletion of ports, of their downstream ports and endpoints. Models drivers/cxl/core/port.c,
 * releases 5.18 to 6.18.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { device_attach, device_release_driver } from '../../base/dd.ts';
import type { DeviceCore } from '../../base/device.ts';
import { devm_release_action, devres_add } from '../../base/devres.ts';
import { dev_err } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_alloc, ida_free, ida_init } from '../../lib/ida.ts';
import { traced } from '../../trace.ts';
import type { CxlDport, CxlEp, CxlPort } from '../state.ts';
import { ACPI_HOST, cxl_dev, to_cxl, to_cxl_port } from './device.ts';
import { free_dport } from './freed-dport.ts';

interface NewPort {
  kind: CxlPort['kind'];
  uport: string;
  component: string;
  registers: number | null;
  parent: CxlPort | null;
}

const PREFIX = { root: 'root', switch: 'port', endpoint: 'endpoint' } as const;

/** The host of a port: the device whose driver created it. */
function port_host(k: Kernel, port: Pick<CxlPort, 'parent'>): { name: string; core: DeviceCore } {
  const parent = port.parent === null ? undefined : to_cxl_port(k, port.parent);
  return parent === undefined || parent.kind === 'root'
    ? { name: ACPI_HOST, core: to_cxl(k).acpi }
    : { name: parent.name, core: parent.core };
}

/** Creates and probes a port. Returns its name. */
export const devm_cxl_add_port = traced(
  'devm_cxl_add_port',
  (k: Kernel, { kind, uport, component, registers, parent }: NewPort): CxlPort => {
    const cxl = to_cxl(k);
    const id = ida_alloc(cxl.portIda);
    const port: CxlPort = {
      name: `${PREFIX[kind]}${id}`,
      id,
      kind,
      core: { driver: null, devres: [] },
      parent: parent?.name ?? null,
      uport,
      component,
      hostBridge: parent === null ? null : (parent.hostBridge ?? uport),
      depth: parent === null ? 0 : parent.depth + 1,
      registers,
      dports: [],
      endpoints: {},
      regions: {},
      decoders: [],
      decoderIda: ida_init(),
      hdmEnd: -1,
      commitEnd: -1,
      dead: false,
    };
    cxl.ports[port.name] = port;
    devres_add(port_host(k, port).core, { kind: 'cxl-port', port: port.name });
    device_attach(k, { bus: 'cxl', name: port.name });
    return port;
  },
  ({ uport }) => uport,
);

/** Unbinds and deletes a port. */
export const unregister_port = traced('unregister_port', (k: Kernel, name: string): void => {
  const cxl = to_cxl(k);
  const port = cxl.ports[name];
  if (port === undefined) return;
  port.dead = true;
  device_release_driver(k, { bus: 'cxl', name });
  ida_free(cxl.portIda, port.id);
  delete cxl.ports[name];
});

/** Deletes a port before its host is unbound. */
export function delete_port(k: Kernel, port: CxlPort): void {
  const { name, core } = port_host(k, port);
  devm_release_action(k, name, core, (res) => res.kind === 'cxl-port' && res.port === port.name);
}

/** Adds a downstream port; 0, or -EBUSY for a number in use. */
export function devm_cxl_add_dport(k: Kernel, port: CxlPort, dport: CxlDport): number {
  const twin = port.dports.find(({ id }) => id === dport.id);
  if (twin !== undefined) {
    dev_err(
      k,
      cxl_dev(k, port.name),
      `unable to add dport${dport.id}-${dport.device} non-unique port id (${twin.device})`,
    );
    return -ERRNO.EBUSY;
  }
  port.dports.push(dport);
  const host = port.kind === 'root' ? to_cxl(k).acpi : port.core;
  devres_add(host, { kind: 'cxl-dport', port: port.name, device: dport.device });
  return 0;
}

/** Removes the downstream port with a device; no effect if it does not exist. */
export function cxl_dport_remove(k: Kernel, name: string, device: string): void {
  const port = to_cxl(k).ports[name];
  if (port === undefined) return;
  port.dports = port.dports.filter((dport) => dport.device !== device);
  free_dport(k, port, device);
}

/** The port that has the device as a downstream port. */
export const find_cxl_port = (k: Kernel, device: string): CxlPort | undefined =>
  Object.values(to_cxl(k).ports).find(({ dports }) => dports.some((dport) => dport.device === device));

/** The endpoint record of a memdev in a port above it. */
export const cxl_ep_load = (port: CxlPort, memdev: string): CxlEp | undefined => port.endpoints[memdev];

/** The port of a device: a host bridge or the upstream side of a switch. */
export const find_cxl_port_by_uport = (k: Kernel, component: string): CxlPort | undefined =>
  Object.values(to_cxl(k).ports).find((port) => port.kind === 'switch' && port.component === component);
