/** Build options of the kernel on a command line: `--config NAME=y`. */
import { RELEASES } from '../../kernel/history/releases.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';

/** Names of the options that make a difference here, without CONFIG_. */
export const buildOptions = (): string[] => [
  ...new Set(RELEASES.flatMap(({ config }) => Object.keys(config))),
];

/** `NAME=y` or `NAME=n`, with or without CONFIG_ before. Refuses what no kernel of memsim asks for. */
export function parseConfig(settings: string[]): Record<string, boolean> {
  const known = buildOptions();
  return Object.fromEntries(
    settings.map((setting) => {
      const [, name, value] = /^(?:CONFIG_)?([A-Z0-9_]+)=([yn])$/.exec(setting) ?? [];
      if (name === undefined) throw refusal(`--config: '${setting}' is not NAME=y or NAME=n`, EXIT.usage);
      if (!known.includes(name))
        throw refusal(
          `--config: ${name} makes no difference here; these do: ${known.join(', ')}`,
          EXIT.usage,
        );
      return [name, value === 'y'];
    }),
  );
}
