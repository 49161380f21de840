import { describe, expect, test } from 'vitest';
import { request_mem_region } from '../../../src/kernel/kernel/resource/resource.ts';
import { bootHmem, DAX_DRIVERS } from '../../helpers/hmem.ts';

describe('a Soft Reserved device whose addresses are taken', () => {
  const bound = (kernel: string): { results: string[]; news: string[] } => {
    const m = bootHmem(['1G%6G'], { kernel });
    m.echo('dax0.0', `${DAX_DRIVERS}/device_dax/unbind`);
    request_mem_region(m.k, 0x180000000, 0x1000, 'other');
    m.news();
    const bind = (): string => m.echo('dax0.0', `${DAX_DRIVERS}/device_dax/bind`);
    return { results: [bind(), bind()], news: m.news() };
  };

  test('is refused at each probe before 5.17', () => {
    expect(bound('5.16').results).toEqual(['EBUSY', 'EBUSY']);
  });

  test('is refused for its page map at the second probe since 5.17', () => {
    const { results, news } = bound('5.17');
    expect(results).toEqual(['EBUSY', 'EINVAL']);
    expect(news[2]).toBe('device_dax dax0.0: dynamic-dax with pre-populated page map');
  });

  test('binds again after a probe that succeeded', () => {
    const m = bootHmem(['1G%6G'], { kernel: '6.1' });
    m.echo('dax0.0', `${DAX_DRIVERS}/device_dax/unbind`);
    expect(m.echo('dax0.0', `${DAX_DRIVERS}/device_dax/bind`)).toBe('ok');
  });
});
