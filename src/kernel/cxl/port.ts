/**
 * The driver of ports: finds their downstream ports and decoders. Models drivers/cxl/port.c, releases
 * 5.18 to 6.18.
 */
import { devres_add } from '../base/devres.ts';
import { dev_err } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import { traced } from '../trace.ts';
import { cxl_dev, to_cxl_port } from './core/device.ts';
import { cxl_driver } from './core/driver.ts';
import { devm_cxl_enumerate_decoders } from './core/hdm.ts';
import { discover_regions } from './core/region/auto.ts';
import { devm_cxl_port_enumerate_dports, devm_cxl_switch_port_decoders_setup } from './core/switch.ts';
import type { CxlPort } from './state.ts';

/**
 * 0, -ENODEV (nothing below), -ENXIO (invalid registers), -EBUSY (registers or numbers in use). Since
 * 6.18 the search begins with the first memdev below.
 */
const cxl_switch_port_probe = traced('cxl_switch_port_probe', (k: Kernel, port: CxlPort): number => {
  if (k.has('cxl-dports-on-demand')) return 0;
  const count = devm_cxl_port_enumerate_dports(k, port);
  return count < 0 ? count : devm_cxl_switch_port_decoders_setup(k, port);
});

/** 0, or the errno of its decoders. The memdev is unbound together with this port. */
const cxl_endpoint_port_probe = traced('cxl_endpoint_port_probe', (k: Kernel, port: CxlPort): number => {
  devres_add(port.core, { kind: 'cxl-detach-memdev', memdev: port.uport });
  const rc = devm_cxl_enumerate_decoders(k, port);
  if (rc < 0 && k.has('cxl-enumeration-reported'))
    dev_err(k, cxl_dev(k, port.name), `Couldn't enumerate decoders (${rc})`);
  if (rc === 0) discover_regions(k, port);
  return rc;
});

const cxl_port_probe = traced('cxl_port_probe', (k: Kernel, device: string): number => {
  const port = to_cxl_port(k, device);
  return port.kind === 'endpoint' ? cxl_endpoint_port_probe(k, port) : cxl_switch_port_probe(k, port);
});

/** Driver of ports. */
export const cxl_port_driver = cxl_driver(
  { name: 'cxl_port', module: 'cxl_port', since: 'cxl-endpoints' },
  'port',
  cxl_port_probe,
);
