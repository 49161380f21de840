/**
 * Enumeration of the ports above a memdev: missing ports up to its host bridge are created, and the memdev
 * becomes an endpoint of each. Models devm_cxl_enumerate_ports() and cxl_detach_ep() of
 * drivers/cxl/core/port.c, releases 5.18 to 6.18.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { devres_add } from '../../base/devres.ts';
import { dev_warn } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import type { CxlMemdev, CxlPort } from '../state.ts';
import { cxl_dev, pci_path, to_cxl, to_cxl_port } from './device.ts';
import {
  cxl_ep_load,
  delete_port,
  devm_cxl_add_port,
  find_cxl_port,
  find_cxl_port_by_uport,
} from './port.ts';
import { cxl_port_add_dport } from './switch.ts';

/** A downstream port, and the host bridge or switch that has it. */
interface Link {
  dport: string;
  uport: string;
}

/** The ports from a device up to its host bridge. */
function way_up(k: Kernel, memdev: CxlMemdev): Link[] {
  const path = pci_path(k, memdev.pci);
  return (path?.links ?? []).map(({ slot, above }) => ({ dport: slot.pci, uport: above })).reverse();
}

function cxl_add_ep(port: CxlPort, dport: string, memdev: CxlMemdev): void {
  port.endpoints[memdev.name] ??= { memdev: memdev.name, dport, next: null };
}

/**
 * Creates the port of a switch above a memdev.
 *
 * @returns 0, -EAGAIN (the port above does not exist yet), -ENXIO (it is disabled, or has no port above)
 */
function add_port_attach_ep(k: Kernel, memdev: CxlMemdev, uport: string, dport: string): number {
  const above = link_above(k, memdev, uport);
  if (above === undefined) return -ERRNO.ENXIO;
  const parent = port_above(k, above.dport, above.uport);
  if (parent === undefined) return -ERRNO.EAGAIN;
  if (typeof parent === 'number') return parent;
  if (parent.core.driver === null) {
    dev_warn(
      k,
      cxl_dev(k, memdev.name),
      `port ${parent.name}:${uport} disabled, failed to enumerate CXL.mem`,
    );
    return -ERRNO.ENXIO;
  }
  const port = devm_cxl_add_port(k, { kind: 'switch', uport, component: uport, registers: null, parent });
  if (k.has('cxl-dports-on-demand')) {
    const rc = cxl_port_add_dport(k, port, dport);
    if (rc < 0) return rc;
  }
  if (!port.dports.some(({ device }) => device === dport)) return -ERRNO.ENXIO;
  cxl_add_ep(port, dport, memdev);
  return 0;
}

/** The downstream port above a switch, with the device above it; undefined for a host bridge. */
function link_above(k: Kernel, memdev: CxlMemdev, uport: string): Link | undefined {
  const way = way_up(k, memdev);
  return way[way.findIndex((link) => link.uport === uport) + 1];
}

/**
 * The port of a downstream port; undefined if it does not exist yet. In releases that add downstream ports on
 * demand this one is added now; the errno if that fails.
 */
function port_above(k: Kernel, dport: string, uport: string): CxlPort | number | undefined {
  const found = find_cxl_port(k, dport);
  if (found !== undefined || !k.has('cxl-dports-on-demand')) return found;
  const port = find_cxl_port_by_uport(k, uport);
  if (port === undefined) return undefined;
  const rc = cxl_port_add_dport(k, port, dport);
  return rc < 0 ? rc : port;
}

/**
 * Finds or creates every port between a memdev and its host bridge and adds the memdev as an endpoint to them.
 *
 * @returns 0 or a negative errno; if the host bridge has no port, the memdev gets no endpoint
 */
export const devm_cxl_enumerate_ports = traced(
  'devm_cxl_enumerate_ports',
  (k: Kernel, memdev: CxlMemdev): number => {
    devres_add(memdev.core, { kind: 'cxl-detach-ep', memdev: memdev.name });
    const way = way_up(k, memdev);
    for (let i = 0; i < way.length; i++) {
      const { dport, uport } = way[i]!;
      const port = port_above(k, dport, uport);
      if (typeof port === 'number') return port;
      if (port !== undefined) {
        if (port.dead) return -ERRNO.ENXIO;
        cxl_add_ep(port, dport, memdev);
        continue;
      }
      const rc = add_port_attach_ep(k, memdev, uport, dport);
      // The port above does not exist yet: it is created first, and the walk starts again.
      if (rc === -ERRNO.EAGAIN) continue;
      if (rc < 0) return rc;
      i = -1;
    }
    return 0;
  },
);

/** The ports with a memdev as an endpoint, from the lowest up; before 6.3 those that have a downstream port to it. */
function* ports_with(k: Kernel, memdev: CxlMemdev): Iterable<CxlPort | undefined> {
  if (!k.has('cxl-detach-by-depth')) for (const { dport } of way_up(k, memdev)) yield find_cxl_port(k, dport);
  else {
    const ports = Object.values(to_cxl(k).ports);
    yield* ports.filter((port) => cxl_ep_load(port, memdev.name)).sort((a, b) => b.depth - a.depth);
  }
}

/** Removes the memdev from the endpoints of the ports above it; ports of switches without endpoints are deleted. */
export function cxl_detach_ep(k: Kernel, memdevName: string): void {
  const memdev = to_cxl(k).memdevs[memdevName];
  if (memdev === undefined) return;
  for (const port of ports_with(k, memdev)) {
    const parent = port?.parent == null ? undefined : to_cxl_port(k, port.parent);
    if (port === undefined || parent === undefined) continue;
    const bound = parent.core.driver !== null;
    // The root has no driver, so that before 6.3 the port of a host bridge keeps its endpoints.
    if (!bound && !k.has('cxl-detach-by-depth')) continue;
    const known = cxl_ep_load(port, memdevName) !== undefined;
    delete port.endpoints[memdevName];
    if (bound && known && !port.dead && Object.keys(port.endpoints).length === 0) delete_port(k, port);
  }
}
