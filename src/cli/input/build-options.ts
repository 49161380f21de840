/** Build options of the kernel: `--config NAME=y`. */
import { RELEASES } from '../../kernel/history/releases.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';

/** Names of the options that the model uses, without CONFIG_. */
export const buildOptions = (): string[] => [
  ...new Set(RELEASES.flatMap(({ config }) => Object.keys(config))),
];

/** Parses `NAME=y` and `NAME=n`, with or without CONFIG_; refuses options that the model does not use. */
export function parseConfig(settings: string[]): Record<string, boolean> {
  const known = buildOptions();
  return Object.fromEntries(
    settings.map((setting) => {
      const [, name, value] = /^(?:CONFIG_)?([A-Z0-9_]+)=([yn])$/.exec(setting) ?? [];
      if (name === undefined) throw refusal(`--config: '${setting}' is not NAME=y or NAME=n`, EXIT.usage);
      if (!known.includes(name))
        throw refusal(
          `--config: ${name} has no effect in memsim; options with one: ${known.join(', ')}`,
          EXIT.usage,
        );
      return [name, value === 'y'];
    }),
  );
}
